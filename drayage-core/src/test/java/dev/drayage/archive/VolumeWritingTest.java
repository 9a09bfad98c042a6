package dev.drayage.archive;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyReport;
import dev.drayage.volume.VolumeOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive of some megabytes in volumes of 200 kB: written, interrupted, read in place, damaged. */
class VolumeWritingTest {
    private static final long VOLUME = 200_000;

    private final MemoryContent stored = new MemoryContent();
    private final Descriptor image = anImageIn(stored)
            .withLayer(noise(1, 1_234_567))
            .withLayer(noise(2, 345_678))
            .withLayers(3)
            .build();
    private final List<NamedImage> images = List.of(NamedImage.named(image, "registry.example/app:v1"));

    @TempDir
    private Path directory;

    private Path file;
    private byte[] expected;

    /** Content that breaks after so many bytes. */
    private record Breaking(MemoryContent content, AtomicLong left, AtomicLong read) implements ReadableContent {
        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            Blob blob = content.open(descriptor);
            return new Blob() {
                @Override
                public long size() {
                    return blob.size();
                }

                @Override
                public int readAt(long position, ByteBuffer target) throws IOException {
                    int count = blob.readAt(position, target);
                    read.addAndGet(count);
                    if (left.addAndGet(-count) < 0) {
                        throw new IOException("the network is gone");
                    }
                    return count;
                }

                @Override
                public void close() throws IOException {
                    blob.close();
                }
            };
        }

        @Override
        public Optional<ContentInfo> info(Digest digest) throws IOException {
            return content.info(digest);
        }
    }

    @BeforeEach
    void writeWhole() throws IOException {
        Path whole = directory.resolve("whole.tar");
        try (ImageArchive archive = ImageArchive.plan(stored, images)) {
            archive.writeTo(whole);
        }
        expected = Files.readAllBytes(whole);
        file = Files.createDirectory(directory.resolve("volumes")).resolve("bundle.tar");
    }

    private void write() throws IOException {
        write(stored);
    }

    private void write(ReadableContent content) throws IOException {
        write(content, VOLUME, 2);
    }

    private void write(ReadableContent content, long volumeBytes, int parallelism) throws IOException {
        try (ImageArchive archive = ImageArchive.plan(content, images)) {
            archive.writeVolumes(file, volumeBytes, WriteOptions.defaults().withParallelism(parallelism));
        }
    }

    private Path volume(int number) {
        return file.resolveSibling("bundle.tar.00" + number);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.map(each -> String.valueOf(each.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private byte[] joined() throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int i = 1; i <= 8; i++) {
            joined.write(Files.readAllBytes(volume(i)));
        }
        return joined.toByteArray();
    }

    private static ImageSource open(Path any, Path... others) throws IOException {
        return ArchiveFile.open(
                any, any.toString(), ArchiveReadOptions.defaults(), new VolumeOptions(List.of(others), null));
    }

    private VerifyReport verify(ImageSource source) throws IOException {
        return ImageVerification.verify(source.content(), source.images());
    }

    private void flipBit(Path path, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        bytes[(int) at] ^= 4;
        Files.write(path, bytes);
    }

    @Test
    void theVolumesTogetherAreTheArchiveAndTheIndexBehindIt() throws IOException {
        write();

        assertThat(names())
                .containsExactly(
                        "bundle.tar.001",
                        "bundle.tar.002",
                        "bundle.tar.003",
                        "bundle.tar.004",
                        "bundle.tar.005",
                        "bundle.tar.006",
                        "bundle.tar.007",
                        "bundle.tar.008",
                        "bundle.tar.volumes")
                .as("each of them")
                .allSatisfy(name ->
                        assertThat(Files.size(file.resolveSibling(name))).isLessThanOrEqualTo(VOLUME));
        byte[] joined = joined();
        assertThat(Arrays.copyOf(joined, expected.length)).isEqualTo(expected);
        assertThat(Arrays.copyOfRange(joined, expected.length, joined.length))
                .isEqualTo(Files.readAllBytes(file.resolveSibling("bundle.tar.volumes")));
        Files.write(file, joined);
        try (ImageSource source = ArchiveFile.open(file)) {
            assertThat(verify(source).isSound()).isTrue();
        }
    }

    @Test
    void isReadInPlaceByAnyVolumeOrTheIndex() throws IOException {
        write();
        for (String name : List.of("bundle.tar.001", "bundle.tar.007", "bundle.tar.volumes")) {
            try (ImageSource source = open(file.resolveSibling(name))) {
                assertThat(verify(source).isSound()).as(name).isTrue();
            }
        }
        Files.delete(file.resolveSibling("bundle.tar.volumes"));
        try (ImageSource source = open(volume(1))) {
            assertThat(verify(source).isSound())
                    .as("with the index of the last volume")
                    .isTrue();
        }
    }

    @Test
    void isReadFromSeveralDirectoriesUnderAnotherName() throws IOException {
        write();
        Path other = Files.createDirectory(directory.resolve("other"));
        Path third = Files.createDirectory(directory.resolve("third"));
        for (int i = 1; i <= 8; i++) {
            Path to = List.of(file.getParent(), other, third).get(i % 3);
            Files.move(volume(i), to.resolve("renamed.tar.00" + i));
        }
        Path index = Files.move(file.resolveSibling("bundle.tar.volumes"), file.resolveSibling("renamed.tar.volumes"));

        try (ImageSource source = open(index, other, third)) {
            assertThat(verify(source).isSound()).isTrue();
        }
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> open(index, third))
                .withMessageContaining("volumes renamed.tar.001, renamed.tar.004, renamed.tar.007 of 8 not found");
    }

    @Test
    void whatIsWrongIsNamedWhenItIsOpened() throws IOException {
        write();
        Path kept = volume(3).resolveSibling("kept");
        Files.move(volume(3), kept);
        Files.move(volume(4), volume(3));
        Files.move(kept, volume(4));
        try (FileChannel channel = FileChannel.open(volume(6), StandardOpenOption.WRITE)) {
            channel.truncate(1234);
        }

        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> open(volume(1)))
                .withMessageContaining("volume 3, " + volume(3) + " holds what belongs in volume 4")
                .withMessageContaining("volume 4, " + volume(4) + " holds what belongs in volume 3")
                .withMessageContaining("volume 6, " + volume(6) + " has 1234 bytes, not 200000: it is cut short");
    }

    @Test
    void aFlippedBitIsNamedByVolumeAndRange() throws IOException {
        write();
        flipBit(volume(5), 100_000);

        try (ImageSource source = open(volume(1))) {
            VerifyReport report = verify(source);
            assertThat(report.isCorrupt()).isTrue();
            assertThat(report.findings()).singleElement().satisfies(finding -> assertThat(finding.message())
                    .contains("volume 5, " + volume(5) + " is damaged", "somewhere in bytes ", " to "));
        }
    }

    @Test
    void readsInOrderWhatComesLate() throws IOException {
        write();
        Path away = Files.createDirectory(directory.resolve("away"));
        Path drive = Files.createDirectory(directory.resolve("drive"));
        for (int i = 1; i <= 8; i++) {
            Files.move(volume(i), away.resolve("bundle.tar.00" + i));
        }
        // As with a drive, each goes when the next one comes.
        VolumeOptions changing = new VolumeOptions(List.of(drive), (name, places) -> {
            try (Stream<Path> old = Files.list(drive)) {
                for (Path each : old.toList()) {
                    Files.delete(each);
                }
            }
            Files.copy(away.resolve(name), drive.resolve(name));
            return true;
        });
        Path index = file.resolveSibling("bundle.tar.volumes");
        try (ImageSource source = ArchiveFile.open(index, index.toString(), ArchiveReadOptions.defaults(), changing)) {
            assertThat(verify(source).isSound()).isTrue();
        }

        flipBit(away.resolve("bundle.tar.008"), 5);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> ArchiveFile.open(index, index.toString(), ArchiveReadOptions.defaults(), changing))
                .withMessageContaining("volume 8");
    }

    @Test
    void goesOnWhereItBrokeHoweverOften() throws IOException {
        Random random = new Random(15);
        AtomicLong read = new AtomicLong();
        int broken = 0;
        for (int i = 0; i < 20; i++) {
            Breaking breaking = new Breaking(stored, new AtomicLong(10_000 + random.nextInt(500_000)), read);
            try {
                write(breaking);
                break;
            } catch (IOException e) {
                broken++;
                assertThat(e).hasMessageContaining("the network is gone");
                assertThat(names()).noneMatch(name -> name.matches(".*\\.(volumes|[0-9]{3})"));
            }
        }
        assertThat(broken).isPositive();
        write();
        assertThat(Arrays.copyOf(joined(), expected.length)).isEqualTo(expected);
        assertThat(names()).hasSize(9);
    }

    /** Breaks off when the largest blob has been written, and noted. */
    private void breakOff() throws IOException {
        Breaking breaking = new Breaking(stored, new AtomicLong(1_500_000), new AtomicLong());
        assertThatIOException()
                .isThrownBy(() -> write(breaking, VOLUME, 1))
                .withMessageContaining("the network is gone");
        assertThat(Files.readAllLines(file.resolveSibling("bundle.tar.volumes.partial.journal")))
                .as("the head and what was written")
                .hasSizeGreaterThan(1);
    }

    @Test
    void restartsWithAnotherSizeOfVolumes() throws IOException {
        breakOff();
        assertThat(names()).contains("bundle.tar.008.partial");

        write(stored, 500_000, 2);
        assertThat(names())
                .containsExactly(
                        "bundle.tar.001", "bundle.tar.002", "bundle.tar.003", "bundle.tar.004", "bundle.tar.volumes");
        try (ImageSource source = open(volume(4))) {
            assertThat(verify(source).isSound()).isTrue();
        }
    }

    @Test
    void goesOnWhereUnfinishedVolumesWereRemovedOrHaveTheirNames() throws IOException {
        breakOff();
        for (int i = 1; i <= 8; i++) {
            Path partial = file.resolveSibling("bundle.tar.00" + i + ".partial");
            if (i == 1) {
                Files.move(partial, volume(1)); // as when the program is killed at the end
            } else if (i != 4) {
                Files.delete(partial);
            }
        }

        write();
        assertThat(Arrays.copyOf(joined(), expected.length)).isEqualTo(expected);
        assertThat(names()).hasSize(9);
    }

    @Test
    void aCorruptBlobLeavesNothingUnderAFinalName() throws IOException {
        Digest layer = stored.all().entrySet().stream()
                .filter(entry -> entry.getValue().length == 345_678)
                .findFirst()
                .orElseThrow()
                .getKey();
        stored.flipBit(layer, 1000);
        assertThatIOException().isThrownBy(this::write).withMessageContaining(layer.toString());
        assertThat(names()).noneMatch(name -> name.matches(".*\\.(volumes|[0-9]{3})"));

        stored.flipBit(layer, 1000);
        write();
        assertThat(Arrays.copyOf(joined(), expected.length)).isEqualTo(expected);
    }

    @Test
    void refusesToLeaveVolumesOfAnotherArchiveBehindIts() throws IOException {
        write();
        Files.write(file.resolveSibling("bundle.tar.011"), new byte[1]);

        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(this::write)
                .withMessageContaining("bundle.tar.011 is there, and would be taken for one of its 8 volumes");
    }

    @Test
    void aVolumeWithoutTheOthersSaysWhatToDo() throws IOException {
        write();
        Path alone = Files.createDirectory(directory.resolve("alone"));
        Path first = Files.copy(volume(1), alone.resolve("bundle.tar.001"));

        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> open(first))
                .withMessageContaining("if it is a volume, put bundle.tar.volumes or the last volume beside it");
    }
}
