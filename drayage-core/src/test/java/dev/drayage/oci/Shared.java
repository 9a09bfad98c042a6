package dev.drayage.oci;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Documents made by other people's tools, which lie beside the repository where there are any. */
public final class Shared {
    private Shared() {}

    /** A folder of {@code ../shared}; the test that asks for it is skipped if it is not there. */
    public static Path folder(String name) {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path folder = above.resolve("shared").resolve(name);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return abort("needs ../shared/" + name + " beside the repository, which is not there");
    }

    /** All plain files of up to {@code maxBytes} below a folder, sorted. */
    public static List<Path> files(Path folder, long maxBytes) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(
                            path -> Files.isRegularFile(path) && path.toFile().length() <= maxBytes)
                    .sorted()
                    .toList();
        }
    }
}
