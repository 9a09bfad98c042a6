package dev.drayage.cli;

import dev.drayage.delta.DeltaListener;
import dev.drayage.delta.DeltaReport.LayerDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells how a delta is made: a bar while it is, and then what became of each layer. */
final class DeltaEvents implements DeltaListener, AutoCloseable {
    private final OutputOptions output;
    private final String task;
    private final List<LayerDelta> done = new ArrayList<>();
    private Progress progress = Progress.none();

    DeltaEvents(OutputOptions output, String task) {
        this.output = output;
        this.task = task;
    }

    @Override
    public void planned(long bytes) {
        progress.close();
        progress = Progress.of(bytes, task, output);
    }

    @Override
    public void moved(long bytes) {
        progress.accept(bytes);
    }

    @Override
    public void done(LayerDelta layer) {
        done.add(layer);
    }

    /** Ends the bar, and tells of the layers. */
    void finish() {
        progress.close();
        progress = Progress.none();
        done.forEach(layer -> DeltaLines.layer(layer, output));
        done.clear();
    }

    /** Ends the bar, and tells why layers go as they are. */
    void finishWhole() {
        progress.close();
        progress = Progress.none();
        Map<String, List<LayerDelta>> whole = new TreeMap<>();
        for (LayerDelta layer : done) {
            if (layer.reason() != null) {
                whole.computeIfAbsent(layer.reason(), unused -> new ArrayList<>())
                        .add(layer);
            }
        }
        whole.forEach((reason, layers) -> output.aside(layers.size()
                + (layers.size() == 1 ? " layer of " : " layers of ")
                + ByteCount.exact(
                        layers.stream().mapToLong(layer -> layer.layer().size()).sum())
                + (layers.size() == 1 ? " goes as it is: " : " go as they are: ")
                + reason));
        done.clear();
    }

    @Override
    public void close() {
        progress.close();
    }
}
