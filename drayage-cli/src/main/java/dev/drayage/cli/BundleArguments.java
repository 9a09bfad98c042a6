package dev.drayage.cli;

import dev.drayage.bundle.Bundle;
import dev.drayage.bundle.BundleBase;
import dev.drayage.content.ReadableContent;
import dev.drayage.delta.BundleDeltas;
import dev.drayage.delta.BundleDeltas.OldImages;
import dev.drayage.delta.DeltaListener;
import dev.drayage.delta.DeltaOptions;
import dev.drayage.place.PlaceName;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import dev.drayage.task.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an export leaves to other places, or makes of what they have. */
final class BundleArguments {
    @Option(
            names = "--base",
            paramLabel = "PLACE",
            converter = ExportBase.Converter.class,
            description =
                    "Leave out the layers that the images of this place are made of, as of the last release: what is"
                            + " written needs it to be complete. A file that dray sync --lock wrote stands for the"
                            + " images that it names. Repeatable.")
    private List<ExportBase> bases = new ArrayList<>();

    @Option(
            names = "--delta",
            description =
                    "Hold what changed since the base, in the place of layers for which that is smaller: import and"
                            + " copy make the very same layers of it.")
    private boolean delta;

    /** The places. */
    List<PlaceName> places() {
        return bases.stream().map(ExportBase::place).toList();
    }

    /** Refuses deltas that begin with nothing. */
    void requireSense() {
        if (delta && bases.isEmpty()) {
            throw new WrongUseException(
                    "--delta makes layers of what a base has; name that with --base, or use dray delta create");
        }
    }

    /** Opens the places. */
    Opened open(PlaceArguments places, OutputOptions output) throws IOException {
        Opened opened = new Opened();
        try {
            for (ExportBase base : bases) {
                Sources sources = base.open(places, output);
                opened.sources.add(sources);
                Source source = sources.requireImages().all().get(0);
                opened.bases.add(BundleBase.of(source.content(), source.images()));
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Places that are open. */
    final class Opened implements Closeable {
        private final List<Sources> sources = new ArrayList<>();
        private final List<BundleBase> bases = new ArrayList<>();

        /** What an archive can do without. */
        List<BundleBase> bases() {
            return bases;
        }

        /**
         * Makes deltas upon these places, which must stay open as long; null if none are wanted.
         *
         * @param content what the new images are made of
         */
        @Nullable
        BundleDeltas deltas(ReadableContent content, Path directory, long maxZstdWindow, DeltaListener listener) {
            if (!delta) {
                return null;
            }
            List<Source> all = sources.stream().map(each -> each.all().get(0)).toList();
            List<ReadableContent> contents =
                    Bundle.uponEachOther(all.stream().map(Source::content).toList());
            List<OldImages> old = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                List<ReadableContent> ordered = new ArrayList<>(contents);
                ordered.add(0, ordered.remove(i));
                old.add(new OldImages(
                        ReadableContent.combine(List.copyOf(ordered)),
                        all.get(i).images(),
                        bases.get(i).list()));
            }
            return new BundleDeltas(old, content, new DeltaOptions(directory, maxZstdWindow, listener));
        }

        @Override
        public void close() throws IOException {
            Closing.all(sources);
        }
    }
}
