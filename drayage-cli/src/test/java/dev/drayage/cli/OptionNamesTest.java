package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The library says what its own options are called, and only the command what its are. */
class OptionNamesTest {
    private static final Path ROOT = Path.of(System.getProperty("drayage.root"));
    private static final List<String> LIBRARY = List.of(
            "drayage-core",
            "drayage-store",
            "drayage-registry",
            "drayage-containerd",
            "drayage-containerd-http2",
            "drayage");

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : LIBRARY) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    private static Set<String> found(String pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : sources()) {
            Pattern.compile(pattern)
                    .matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .forEach(found::add);
        }
        return found;
    }

    @Test
    void noMessageOfTheLibraryNamesAnOptionOfTheCommand() throws IOException {
        // Another tool's is what that tool is to be given.
        assertThat(found("\"[^\"\n]*(?<![\\w-])--[a-z][a-z-]+[^\"\n]*\""))
                .allMatch(message -> message.contains("podman save --format"));
    }

    @Test
    void everyOptionThatTheLibraryNamesHasANameHere() throws IOException {
        TreeSet<String> named = new TreeSet<>(found("\\boption [a-z][a-zA-Z]+\\b(?=[^\n]*\")"));
        named.addAll(found("\\bLocalStore\\.rebuild\\b(?=[^\n]*\")"));
        assertThat(named).containsExactlyInAnyOrderElementsOf(OptionNames.NAMES.keySet());
    }

    @Test
    void otherWordsStay() {
        assertThat(OptionNames.translate("oci:a: option maxNames 7 allows it, an optional option elsewhere not"))
                .isEqualTo("oci:a: --max-names 7 allows it, an optional option elsewhere not");
    }
}
