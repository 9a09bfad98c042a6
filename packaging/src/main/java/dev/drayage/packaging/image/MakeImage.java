package dev.drayage.packaging.image;

import dev.drayage.archive.ImageArchive;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.WritableLayout;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the container image of the command as an OCI archive; {@code packaging/image.sh} lays out what goes in. */
@Command(name = "make-image", description = "Writes the container image of dray as an OCI archive.")
public final class MakeImage implements Callable<Integer> {
    @Option(names = "--name", required = true, description = "What the image is called in the archive.")
    private String name;

    @Option(names = "--release", required = true, description = "The version of the command.")
    private String version;

    @Option(names = "--revision", required = true, description = "The commit that it was made from.")
    private String revision;

    @Option(
            names = "--created",
            required = true,
            description = "When the sources were released, as 2026-11-24T00:00:00Z.")
    private Instant created;

    @Option(names = "--source", required = true, description = "Where the sources are.")
    private String source;

    @Option(
            names = "--root",
            required = true,
            description = "A platform by its architecture, and what goes into its image.")
    private SortedMap<String, Path> roots = new TreeMap<>();

    @Option(names = "--layout", required = true, description = "A directory to make the image in.")
    private Path layout;

    @Option(names = "--output", required = true, description = "The archive to write.")
    private Path output;

    private MakeImage() {}

    /** Exits with 0 if the image was written. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return new CommandLine(new MakeImage()).execute(args);
    }

    @Override
    public Integer call() throws IOException {
        try (WritableLayout target = WritableLayout.open(layout)) {
            DrayImage image = new DrayImage(target.ingester(), new ImageMetadata(version, revision, created, source));
            for (var root : roots.entrySet()) {
                image.add(Platform.of("linux", root.getKey()), new ImageRoot(root.getValue()));
            }
            NamedImage index = NamedImage.named(image.index(), name);
            try (ImageArchive archive = ImageArchive.plan(target.content(), List.of(index))) {
                archive.writeTo(output);
            }
        }
        return 0;
    }
}
