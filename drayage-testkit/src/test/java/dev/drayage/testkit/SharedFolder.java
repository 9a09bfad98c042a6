package dev.drayage.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Images and archives made by other people's tools, which lie beside the repository where there are any. */
public final class SharedFolder {
    private SharedFolder() {}

    /** A folder or file of {@code ../shared}; the test that asks for it is skipped if it is not there. */
    public static Path of(String name) {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path found = above.resolve("shared").resolve(name);
            if (Files.exists(found)) {
                return found;
            }
        }
        return abort("needs ../shared/" + name + " beside the repository, which is not there");
    }
}
