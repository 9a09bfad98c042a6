package dev.drayage.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be found. */
class SearchIndexTest {
    private final List<String> lines;

    SearchIndexTest() throws IOException {
        lines = Files.readAllLines(WrittenSite.get().directory.resolve("assets/search-index.js"));
    }

    @Test
    void holdsPagesSectionsCommandsOptionsPackagesAndTypes() {
        assertThat(lines).anyMatch(line -> line.startsWith("[\"page\",\"Registries\",\"Guides\",\"registries.html\","));
        assertThat(lines)
                .anyMatch(
                        line -> line.startsWith("[\"section\",\"Pushing\",\"Registries\",\"registries.html#pushing\""));
        assertThat(lines).anyMatch(line -> line.startsWith("[\"command\",\"dray export\","));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("[\"option\",\"--platform")
                        && line.contains("\"man/dray-copy.html#option-platform\""));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("[\"class\",\"Drayage\",\"dev.drayage\",\"api/dev.drayage/"));
        assertThat(lines).anyMatch(line -> line.startsWith("[\"package\",\"dev.drayage.archive\",\"Javadoc\","));
    }

    @Test
    void holdsNothingThatIsNotExported() {
        assertThat(lines).noneMatch(line -> line.contains("\"dev.drayage.ingest\""));
    }
}
