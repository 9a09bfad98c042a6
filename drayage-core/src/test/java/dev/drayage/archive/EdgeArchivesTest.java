package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.selection.NonDistributable;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.testkit.CollectingChannel;
import dev.drayage.testkit.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hostile and odd archives, opened, planned and written again: each is taken, or refused in one readable line. */
@Timeout(120)
class EdgeArchivesTest {
    private enum Verdict {
        TAKEN,
        REFUSED
    }

    /** Where the table leaves it open, and why. */
    private static final Map<String, Verdict> DECIDED = Map.ofEntries(
            // Written again it is one that every tool can read.
            Map.entry("both-manifest-json-bad.tar", Verdict.TAKEN),
            Map.entry("good.tar.gz", Verdict.TAKEN),
            Map.entry("hardlink.tar", Verdict.TAKEN),
            Map.entry("stray-md5.tar", Verdict.TAKEN),
            // Unusual, but not ambiguous.
            Map.entry("no-layers.tar", Verdict.TAKEN),
            Map.entry("null-layers.tar", Verdict.TAKEN),
            Map.entry("sha384.tar", Verdict.TAKEN),
            Map.entry("unknown-manifest-type.tar", Verdict.TAKEN),
            Map.entry("index-20000.tar", Verdict.TAKEN),
            Map.entry("index-bomb.tar", Verdict.TAKEN),
            // Within the limits for documents, whatever registries say.
            Map.entry("manifest-9MiB.tar", Verdict.TAKEN),
            // Names that are not Docker's are kept where anything may stand, and warned of.
            Map.entry("ref-upper.tar", Verdict.TAKEN),
            Map.entry("ref-dotdot.tar", Verdict.TAKEN),
            Map.entry("ref-long.tar", Verdict.TAKEN),
            Map.entry("ref-twice.tar", Verdict.TAKEN),
            Map.entry("docker-bad-tag.tar", Verdict.REFUSED),
            // Readers differ in which of the two they believe.
            Map.entry("index-dup-keys.tar", Verdict.REFUSED),
            // Not whole, unless it is said to be left out.
            Map.entry("foreign-absent.tar", Verdict.REFUSED),
            // Nothing is written by an entry's name, but who climbs means no good.
            Map.entry("name-dotdot.tar", Verdict.REFUSED),
            Map.entry("name-blobs-dotdot.tar", Verdict.REFUSED),
            Map.entry("name-backslash.tar", Verdict.TAKEN));

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> haveTheirVerdict() throws IOException {
        List<String[]> rows = Files.readAllLines(TestData.of("edge/EXPECT.tsv")).stream()
                .map(line -> line.split("\t", -1))
                .toList();
        assertThat(rows).hasSizeGreaterThan(70);
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row[0] + ": " + row[1], () -> assertVerdict(TestData.of("edge/" + row[0]), row[1])));
    }

    private void assertVerdict(Path archive, String expected) {
        Verdict verdict =
                switch (expected) {
                    case "ok" -> Verdict.TAKEN;
                    case "error" -> Verdict.REFUSED;
                    default -> DECIDED.get(String.valueOf(archive.getFileName()));
                };
        assertThat(verdict).as("decide what becomes of %s", archive).isNotNull();
        if (verdict == Verdict.TAKEN) {
            assertThatCode(() -> copy(archive, ArchiveOptions.defaults())).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> copy(archive, ArchiveOptions.defaults()))
                    .isInstanceOf(ContentException.class)
                    .satisfies(EdgeArchivesTest::isReadable);
        }
    }

    private static void isReadable(Throwable failure) {
        assertThat(failure.getMessage()).hasSizeLessThan(1000).matches("[^\\p{Cntrl}]+");
    }

    @Test
    void aLayerThatIsElsewhereCanBeLeftOut() {
        Path archive = TestData.of("edge/foreign-absent.tar");
        assertThatCode(() -> copy(
                        archive,
                        ArchiveOptions.of(SelectionOptions.defaults().withNonDistributable(NonDistributable.SKIP))))
                .doesNotThrowAnyException();
    }

    /** Images, layers, containers: whatever has been found under a name that ends in {@code .tar}. */
    @TestFactory
    Stream<DynamicTest> anyArchiveFoundIsTakenOrRefused() throws IOException {
        Path corpus = TestData.of("corpus");
        List<Path> archives;
        try (Stream<Path> files = Files.walk(corpus)) {
            archives = files.filter(
                            file -> file.toString().matches(".*\\.tar(\\.[a-z]+)?") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
        assertThat(archives).hasSizeGreaterThan(40);
        return archives.stream()
                .map(archive ->
                        DynamicTest.dynamicTest(corpus.relativize(archive).toString(), () -> {
                            try {
                                copy(archive, ArchiveOptions.defaults());
                            } catch (ContentException e) {
                                isReadable(e);
                            }
                        }));
    }

    /** Writes all images of an archive to an archive. */
    private void copy(Path archive, ArchiveOptions options) throws IOException {
        ArchiveReadOptions opening = ArchiveReadOptions.spoolingTo(directory);
        try (ImageSource source = ArchiveFile.open(archive, "the archive", opening)) {
            if (source.images().isEmpty()) {
                throw new ContentException(Kind.NOT_FOUND, "the archive holds no images");
            }
            ImageArchive planned =
                    Archives.plan(source.content(), options, source.images().toArray(new Descriptor[0]));
            planned.writeTo(new CollectingChannel(), WriteOptions.defaults());
        }
    }
}
