package dev.drayage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.content.ContentException;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.WritableLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.TestData;
import dev.drayage.transfer.ContainerdTable.Row;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyOptions;
import dev.drayage.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every fixture imports to what containerd made of it, or fails for a reason that is told. */
@Timeout(120)
class FixtureImportTest {
    /** What containerd took although it is not all there, and what is missing. */
    private static final Set<String> INCOMPLETE = Set.of("go-containerregistry/test_gc_image_unknown_mediatype");

    /** What containerd refused although it can be used. */
    private static final Set<String> USABLE = Set.of("go-containerregistry/hello-world-v25.tar");

    @TempDir
    private Path directory;

    private ImageSource open(Path fixture) throws IOException {
        return Files.isDirectory(fixture)
                ? ImageLayout.open(fixture)
                : ArchiveFile.open(fixture, fixture.toString(), ArchiveReadOptions.spoolingTo(directory));
    }

    private Path importTo(String name, ImageSource source) throws IOException {
        Path layout = Files.createTempDirectory(directory, name);
        ImageNaming naming = ImageNaming.withBaseName(ContainerdTable.BASE_NAME);
        List<NamedImage> images =
                source.images().stream().map(naming::name).distinct().toList();
        try (WritableLayout destination = WritableLayout.open(layout)) {
            ImageTransfer.copy(source.content(), images, destination);
        }
        return layout;
    }

    private Path importTo(String name, Path fixture) throws IOException {
        try (ImageSource source = open(fixture)) {
            return importTo(name, source);
        }
    }

    @TestFactory
    Stream<DynamicTest> eachImportsToContainerdsDigestsAndNames() throws IOException {
        return ContainerdTable.read().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getKey(), entry.getValue())));
    }

    private void check(String fixture, List<Row> rows) throws IOException {
        Path file = TestData.of("fixtures/" + fixture);
        if (INCOMPLETE.contains(fixture)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> importTo("images", file))
                    .withMessageContaining("missing from");
            return;
        }
        if (rows.get(0).isError() && !USABLE.contains(fixture)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> importTo("images", file))
                    .withMessageContaining(file.toString());
            return;
        }
        Path layout = importTo("images", file);
        try (ImageLayout imported = ImageLayout.open(layout)) {
            Set<String> expected = rows.stream().map(Row::digest).collect(Collectors.toCollection(TreeSet::new));
            if (!rows.get(0).isError()) {
                Set<String> found = new TreeSet<>();
                imported.images().forEach(image -> found.add(image.digest().toString()));
                assertThat(found).isEqualTo(expected);
            }
            for (Row row : rows) {
                if (row.isNamed()) {
                    assertThat(imported.find(row.image()).digest()).hasToString(row.digest());
                }
            }
            VerifyReport report = ImageVerification.verify(
                    imported.content(), imported.images(), imported.files().blobs(), VerifyOptions.defaults());
            assertThat(report.isCorrupt()).as(report.findings().toString()).isFalse();
            assertThat(report.unreferenced()).isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> exportingWhatWasImportedIsAFixedPoint() throws IOException {
        return ContainerdTable.read().entrySet().stream()
                .filter(entry -> !entry.getValue().get(0).isError() && !INCOMPLETE.contains(entry.getKey()))
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(), () -> checkFixedPoint(TestData.of("fixtures/" + entry.getKey()))));
    }

    private void checkFixedPoint(Path fixture) throws IOException {
        Path first = export(importTo("first", fixture), "first.tar");
        Path second = export(importTo("second", first), "second.tar");
        assertThat(second).hasSameBinaryContentAs(first);
    }

    private Path export(Path layout, String name) throws IOException {
        Path file = Files.createTempDirectory(directory, "export").resolve(name);
        try (ImageLayout images = ImageLayout.open(layout)) {
            List<NamedImage> roots = new ArrayList<>();
            for (Descriptor image : images.images()) {
                roots.add(NamedImage.of(image));
            }
            try (ImageArchive archive = ImageArchive.plan(images.content(), roots)) {
                archive.writeTo(file);
            }
        }
        return file;
    }
}
