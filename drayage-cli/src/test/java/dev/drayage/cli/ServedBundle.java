package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An archive as it is carried to where there is no network: images under the names that everybody pulls them by. */
final class ServedBundle {
    private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([^\"]+)\"");

    /** The digest of what is called docker.io/library/app:v1, an image of two platforms. */
    final String app;

    /** What is called registry.example/team/large:v1, an image of one platform with some mebibytes. */
    final Descriptor large;

    /** A layer of it. */
    final byte[] largeLayer;

    final Path layout;
    final Path archive;

    ServedBundle(Path directory, int largeBytes) throws IOException {
        layout = directory.resolve("layout");
        dray("copy", "oci:" + Fixtures.hello() + ":latest", "oci:" + layout + ":v1")
                .requireSuccess();
        app = digestIn(layout);
        MemoryContent content = new MemoryContent();
        largeLayer = ImageBuilder.noise(1, largeBytes);
        large = ImageBuilder.anImageIn(content).withLayer(largeLayer).build();
        Path other = LayoutDirectory.write(directory.resolve("large"), content, LayoutDirectory.tagged(large, "v1"));
        Path store = directory.resolve("packing");
        dray("copy", "oci:" + layout + ":v1", "docker.io/library/app:v1", "--root", store)
                .requireSuccess();
        dray("copy", "oci:" + other + ":v1", "registry.example/team/large:v1", "--root", store)
                .requireSuccess();
        archive = directory.resolve("bundle.tar");
        dray("export", "docker.io/library/app:v1", "registry.example/team/large:v1", "-o", archive, "--root", store)
                .requireSuccess();
    }

    /** The name of the place. */
    String place() {
        return "oci-archive:" + archive;
    }

    /** The digest of the one image of a layout. */
    static String digestIn(Path layout) throws IOException {
        return firstDigest(Files.readString(layout.resolve("index.json")));
    }

    /** The digest that a document names first: of a manifest its config, of an index its first manifest. */
    static String firstDigest(String document) {
        Matcher found = DIGEST.matcher(document);
        if (!found.find()) {
            throw new AssertionError("no digest in " + document);
        }
        return found.group(1);
    }
}
