package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.place.PlaceProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kinds of places that the modules bring along. */
class ProvidersTest {
    private static final Pattern PROVIDED =
            Pattern.compile("provides " + Pattern.quote(PlaceProvider.class.getName()) + " with([^;]*);");

    @ParameterizedTest
    @ValueSource(strings = {"drayage-core", "drayage-store", "drayage-registry", "drayage-containerd"})
    void areTheSameOnClassPathAndModulePath(String module) throws IOException {
        Path main = Fixtures.root().resolve(module).resolve("src/main");
        List<String> named =
                Files.readAllLines(main.resolve("resources/META-INF/services").resolve(PlaceProvider.class.getName()));
        Matcher provided = PROVIDED.matcher(Files.readString(main.resolve("java/module-info.java")));

        assertThat(provided.find()).isTrue();
        assertThat(provided.group(1).strip().split("\\s*,\\s*")).containsExactlyElementsOf(named);
    }

    @Test
    void areAllFound() {
        assertThat(PlaceNames.KINDS.all())
                .extracting(PlaceProvider::scheme)
                .containsExactly(
                        "oci",
                        "oci-archive",
                        "docker-archive",
                        "docker",
                        "registry-storage",
                        "containerd",
                        "containerd-root",
                        "");
        assertThat(PlaceNames.KINDS.forms())
                .isEqualTo(
                        "oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF], docker://REF,"
                                + " registry-storage:DIR[:REPO:TAG], containerd:[NAME], containerd-root:DIR[:NAME] and NAME in the local store");
    }

    @Test
    void areInTheHelpOfTheCommandAndOfCopying() {
        String help = Invocation.dray("--help").requireSuccess().out();
        String copy = Invocation.dray("copy", "--help").requireSuccess().out().replaceAll("\\s+", " ");
        for (PlaceProvider kind : PlaceNames.KINDS.all()) {
            String prefix = kind.scheme().isEmpty() ? "" : kind.scheme() + ":";
            assertThat(help)
                    .containsPattern(Pattern.quote(prefix + kind.imageSyntax()) + " +"
                            + Pattern.quote(kind.description()) + "\n");
            String form = prefix + kind.syntax();
            assertThat(copy.contains(form)).as(form).isEqualTo(kind.isWritable());
        }
    }

    @Test
    void areInTheTableOfTheReadme() throws IOException {
        List<String> rows = PlaceNames.KINDS.all().stream()
                .map(kind -> "| `" + (kind.scheme().isEmpty() ? "" : kind.scheme() + ":")
                        + kind.imageSyntax().replace("|", "\\|") + "` | " + kind.description() + " |")
                .toList();
        List<String> table = Files.readString(Fixtures.root().resolve("README.md"))
                .lines()
                .dropWhile(line -> !line.equals("| name | place |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();

        assertThat(table).isEqualTo(rows);
    }
}
