package dev.drayage.bundle;

import dev.drayage.content.ReadableContent;
import dev.drayage.task.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Begins to make layers of the deltas of one bundle, and gives back what that took. Thread-safe. */
final class MadeLayers implements Closeable {
    private final Path directory;
    private final long maxZstdWindow;
    private final List<LayerMaker.Layers> opened = new ArrayList<>();

    /**
     * Puts aside what it makes in a directory.
     *
     * @param maxZstdWindow the largest window of a layer in zstd, in bytes
     */
    MadeLayers(Path directory, long maxZstdWindow) {
        this.directory = directory;
        this.maxZstdWindow = maxZstdWindow;
    }

    /** The layers of a bundle upon a base; null where the module that makes them is not there. */
    synchronized LayerMaker.@Nullable Layers upon(ReadableContent bundle, ReadableContent base) {
        LayerMaker maker = ServiceLoader.load(LayerMaker.class, LayerMaker.class.getClassLoader())
                .findFirst()
                .orElse(null);
        if (maker == null) {
            return null;
        }
        LayerMaker.Layers layers = maker.layers(bundle, base, directory, maxZstdWindow);
        opened.add(layers);
        return layers;
    }

    @Override
    public synchronized void close() throws IOException {
        Closing.all(opened);
        opened.clear();
    }
}
