package dev.drayage.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Images made by other people's tools: some in the repository, most beside it where there are any. */
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

    /** Something in {@code ../shared}; the test that asks for it is skipped if it is not there. */
    static Path shared(String name) {
        Path path = root().resolveSibling("shared").resolve(name);
        return Files.exists(path) ? path : abort("needs ../shared/" + name + " beside the repository, not there");
    }

    /** Every file below a directory and its content's size, to see that nothing was left behind. */
    static List<Path> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
        }
    }
}
