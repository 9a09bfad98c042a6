package dev.drayage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} names what there is. */
class ArchitectureDocTest {
    private static final Path ROOT = Path.of(System.getProperty("drayage.root"));

    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z]+)*)(?:\\.[a-z]\\w+)?`");

    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");

    private static String text() throws IOException {
        return Files.readString(ROOT.resolve("docs/architecture.md"));
    }

    private static Set<String> matches(Pattern pattern) throws IOException {
        return pattern.matcher(text())
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> sourceFiles() throws IOException {
        try (Stream<Path> files =
                Files.find(ROOT, 20, (path, attributes) -> path.toString().endsWith(".java"))) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void eachClassThatIsNamedIsThere() throws IOException {
        assertThat(matches(CLASS)).hasSizeGreaterThan(20).isSubsetOf(sourceFiles());
    }

    @Test
    void eachPackageOfCoreHasItsLine() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("drayage-core/src/main/java/dev/drayage"))) {
            String[] packages = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toArray(String[]::new);
            assertThat(matches(PACKAGE)).containsExactlyInAnyOrder(packages);
        }
    }
}
