package dev.drayage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is in the checkout. */
final class Fixtures {
    private Fixtures() {}

    /** The root of the checkout. */
    static Path root() {
        String root = System.getProperty("drayage.root");
        return root == null ? Path.of("").toAbsolutePath().resolveSibling("") : Path.of(root);
    }

    /** The sample image, a layout of one multi-platform image with the tag latest. */
    static Path hello() {
        return root().resolve("samples/hello");
    }

    /** Every file below a directory and its content's size, to see that nothing was left behind. */
    static List<Path> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
        }
    }
}
