package dev.drayage.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a file adds to the contract of a blob, which the testkit checks. */
@Timeout(60)
class FileBlobTest {
    @TempDir
    private Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.write(directory.resolve("blob"), new byte[10_000]);
    }

    private void truncateTo(long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @Test
    void aFileThatIsCutShortWhileReadIsOutOfRange() throws IOException {
        try (Blob blob = Blob.ofFile(file)) {
            truncateTo(4_000);
            assertThat(blob.size()).isEqualTo(10_000);
            assertThat(blob.readAt(3_000, ByteBuffer.allocate(1_000))).isEqualTo(1_000);
            ByteBuffer target = ByteBuffer.allocate(5_000).position(10);
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> blob.readAt(3_000, target))
                    .withMessage(file + " ends at offset 4000 though it had 10000 bytes when it was opened;"
                            + " it was changed while being read, try again")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.OUT_OF_RANGE));
            assertThat(target.limit()).isEqualTo(5_000);
        }
    }

    @Test
    void aFileThatIsCutShortWhileTransferredIsOutOfRange() throws IOException {
        try (Blob blob = Blob.ofFile(file);
                FileChannel target = FileChannel.open(
                        directory.resolve("target"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            truncateTo(4_000);
            WritableByteChannel stream = Channels.newChannel(new ByteArrayOutputStream());
            for (WritableByteChannel each : new WritableByteChannel[] {target, stream}) {
                assertThatExceptionOfType(ContentException.class)
                        .isThrownBy(() -> blob.transferTo(0, 10_000, each))
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.OUT_OF_RANGE));
            }
        }
    }

    @Test
    void whatIsAppendedLaterIsNotPartOfIt() throws IOException {
        try (Blob blob = Blob.ofFile(file)) {
            Files.write(file, new byte[100], StandardOpenOption.APPEND);
            assertThat(blob.size()).isEqualTo(10_000);
            assertThat(blob.readAt(9_990, ByteBuffer.allocate(100))).isEqualTo(10);
            assertThat(blob.readAt(10_000, ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void goesOnReadingAFileThatIsUnlinkedOrReplaced() throws IOException {
        try (Blob blob = Blob.ofFile(file)) {
            Files.delete(file);
            Files.write(file, new byte[] {1, 1, 1});
            ByteBuffer target = ByteBuffer.allocate(10_000);
            assertThat(blob.readAt(0, target)).isEqualTo(10_000);
            assertThat(target.array()).containsOnly(0);
        }
    }

    @Test
    void anInterruptNeverLetsItReadAnotherFileOfTheName() throws IOException {
        try (Blob blob = Blob.ofFile(file)) {
            Files.move(file, directory.resolve("moved"));
            Files.write(file, new byte[20_000]);
            interruptReaderOf(blob);
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> blob.readAt(0, ByteBuffer.allocate(1)))
                    .withMessageContaining(file + " was replaced by another file")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.UNAVAILABLE));
        }
    }

    private static void interruptReaderOf(Blob blob) {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(ClosedByInterruptException.class)
                .isThrownBy(() -> blob.readAt(0, ByteBuffer.allocate(1)));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusesAMissingFile() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> Blob.ofFile(directory.resolve("missing")));
    }

    @Test
    void refusesADirectory() {
        assertRefused(directory);
    }

    @Test
    void refusesAFifoWithoutWaitingForAWriter() throws Exception {
        Path fifo = directory.resolve("fifo");
        assumeTrue(
                new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0,
                "needs mkfifo and a file system with FIFOs");
        assertRefused(fifo);
    }

    private static void assertRefused(Path path) {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> Blob.ofFile(path))
                .withMessageContaining(path + " is not a regular file")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.INVALID_ARGUMENT));
    }

    @Test
    void isShownAsItsFile() throws IOException {
        try (Blob blob = Blob.ofFile(file)) {
            assertThat(blob).hasToString(file.toString());
        }
    }
}
