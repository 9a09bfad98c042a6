package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.TestData;
import dev.drayage.transfer.ContainerdTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Archives made by other people's tools hold the images that containerd finds in them. */
class FixtureSourcesTest {
    private static final Pattern TARGETS = Pattern.compile("containerd target (sha256:[0-9a-f]{64})");

    @TempDir
    private Path directory;

    private List<String> digests(Path archive) throws IOException {
        try (ImageSource source =
                ArchiveFile.open(archive, archive.toString(), ArchiveReadOptions.spoolingTo(directory))) {
            return source.images().stream()
                    .map(image -> image.digest().toString())
                    .distinct()
                    .toList();
        }
    }

    /** The archives of the corpus for which its README says what containerd made of them. */
    @TestFactory
    List<DynamicTest> corpusArchivesArriveAtContainerdsDigests() throws IOException {
        Path corpus = TestData.of("corpus");
        List<DynamicTest> tests = new ArrayList<>();
        String repository = "";
        for (String line : Files.readAllLines(corpus.resolve("README.md"))) {
            if (line.startsWith("## ")) {
                repository = line.substring(3).strip().replace('/', '+');
            }
            List<String> targets = new ArrayList<>();
            for (Matcher matcher = TARGETS.matcher(line); matcher.find(); ) {
                targets.add(matcher.group(1));
            }
            if (!targets.isEmpty()) {
                String archive = repository + "/" + line.split("\\|", -1)[1].strip();
                if (archive.matches(".*\\.(tar|gz)")) {
                    tests.add(
                            DynamicTest.dynamicTest(archive, () -> assertThat(digests(TestData.of("corpus/" + archive)))
                                    .containsExactlyInAnyOrderElementsOf(targets)));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(5);
        return tests;
    }

    @TestFactory
    List<DynamicTest> fixturesArriveAtContainerdsDigests() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        ContainerdTable.read().forEach((fixture, rows) -> {
            Path archive = ContainerdTable.file(rows.get(0));
            if (Files.isRegularFile(archive) && !rows.get(0).isError()) {
                List<String> expected = rows.stream()
                        .map(ContainerdTable.Row::digest)
                        .distinct()
                        .toList();
                tests.add(DynamicTest.dynamicTest(
                        fixture, () -> assertThat(digests(archive)).containsExactlyInAnyOrderElementsOf(expected)));
            }
        });
        return tests;
    }

    @TestFactory
    List<DynamicTest> namesAreThoseThatContainerdFinds() throws IOException {
        return ContainerdTable.read().entrySet().stream()
                .filter(entry -> Files.isRegularFile(
                        ContainerdTable.file(entry.getValue().get(0))))
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    for (ContainerdTable.Row row : entry.getValue()) {
                        if (row.isNamed()) {
                            assertThat(find(row)).isEqualTo(row.digest());
                        }
                    }
                }))
                .collect(Collectors.toList());
    }

    private String find(ContainerdTable.Row row) throws IOException {
        Path archive = ContainerdTable.file(row);
        String prefix = ContainerdTable.BASE_NAME + ":";
        String name = row.image().startsWith(prefix) ? row.image().substring(prefix.length()) : row.image();
        try (ImageSource source =
                ArchiveFile.open(archive, archive.toString(), ArchiveReadOptions.spoolingTo(directory))) {
            Descriptor found = source.find(name);
            return found.digest().toString();
        }
    }
}
