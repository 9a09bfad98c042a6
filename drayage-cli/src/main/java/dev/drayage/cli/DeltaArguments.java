package dev.drayage.cli;

import dev.drayage.delta.DeltaListener;
import dev.drayage.delta.DeltaOptions;
import dev.drayage.delta.ReferredDeltas;
import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageManifests;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.PlaceName;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import dev.drayage.task.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** An old image that is near, from which deltas beside the new one lead to it. */
final class DeltaArguments {
    @Option(
            names = "--delta-from",
            paramLabel = "OLD",
            converter = PlaceNames.Converter.class,
            description =
                    "An older image near DESTINATION. Where a delta that refers to the image in SOURCE leads from it,"
                            + " layers are made of both, and not fetched.")
    private @Nullable PlaceName old;

    /** These names, and that of the old image. */
    List<PlaceName> with(List<PlaceName> names) {
        List<PlaceName> all = new ArrayList<>(names);
        Optional.ofNullable(old).ifPresent(all::add);
        return all;
    }

    /** Refuses what would be made and then be packed in another way. */
    void requireSense(boolean isConverted) {
        if (old != null && isConverted) {
            throw new WrongUseException("--delta-from makes layers as they were, and --compress or --format another"
                    + " image of them; leave one of them out");
        }
    }

    /** The source with what deltas lead to; as it is where none are asked for. */
    Opened open(Source source, PlatformMatcher platforms, Path directory, PlaceArguments places, OutputOptions output)
            throws IOException {
        PlaceName name = old;
        if (name == null) {
            return new Opened(source, null, null);
        }
        Sources sources = places.open(List.of(name), output).requireImages();
        try {
            Source begin = sources.all().get(0);
            Documents documents = new Documents(source.content());
            List<Descriptor> manifests = new ArrayList<>();
            for (Descriptor image : source.images()) {
                manifests.addAll(ImageManifests.present(documents, source.content(), image, platforms));
            }
            ReferredDeltas deltas = ReferredDeltas.find(
                    source.content(),
                    source.referrersProvider(),
                    manifests,
                    begin.place(),
                    begin.images(),
                    new DeltaOptions(directory, places.maxZstdWindow(), DeltaListener.NONE));
            return new Opened(
                    new Source(source.name(), source.place(), source.images(), source.listed(), deltas),
                    deltas,
                    sources);
        } catch (IOException | RuntimeException e) {
            sources.close();
            throw e;
        }
    }

    /**
     * A source, and what belongs to it.
     *
     * @param source what is copied
     * @param deltas what makes layers of it; null if nothing does
     * @param old has the old image; null without deltas
     */
    record Opened(
            Source source,
            @Nullable ReferredDeltas deltas,
            @Nullable Sources old) implements Closeable {
        /** Says what was made, and what came as it is. */
        void tell(OutputOptions output) {
            if (deltas == null || old == null) {
                return;
            }
            deltas.warnings().forEach(output::warning);
            ReferredDeltas.Made made = deltas.made();
            String from = old.all().get(0).name().toString();
            if (!made.without().isEmpty()) {
                output.warning(
                        "no delta leads from " + from + " to " + made.without().get(0)
                                + (made.without().size() == 1
                                        ? ""
                                        : " and " + (made.without().size() - 1) + " more")
                                + "; what is not there is copied as it is");
            }
            if (made.layers() > 0) {
                output.aside(made.layers() + (made.layers() == 1 ? " layer of " : " layers of ")
                        + ByteCount.exact(made.bytes()) + (made.layers() == 1 ? " was" : " were") + " made of " + from
                        + " and deltas of " + ByteCount.exact(made.deltas()));
            }
        }

        @Override
        public void close() throws IOException {
            Closing.all(Stream.of(Optional.ofNullable(deltas), Optional.ofNullable(old))
                    .flatMap(Optional::stream)
                    .toList());
        }
    }
}
