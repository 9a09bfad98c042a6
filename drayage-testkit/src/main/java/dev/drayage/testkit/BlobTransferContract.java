package dev.drayage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.content.Blob;
import dev.drayage.task.TaskScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of {@link BlobContract} that is about transfers to channels of all kinds. */
abstract class BlobTransferContract extends BlobStreamContract {
    private static final int THREADS = 4;

    @TempDir
    private Path directory;

    @Test
    void transfersAnyRangeToAChannel() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open()) {
            Randomized.check(50, random -> {
                CollectingChannel target = new CollectingChannel(1 + random.nextInt(5000));
                int position = random.nextInt(expected.length + 10);
                int count = random.nextInt(expected.length + 10);
                int within = Math.max(0, Math.min(count, expected.length - position));
                assertThat(blob.transferTo(position, count, target)).isEqualTo(within);
                int from = Math.min(position, expected.length);
                assertThat(target.bytes()).isEqualTo(Arrays.copyOfRange(expected, from, from + within));
            });
        }
    }

    @Test
    void transfersRangesToTheirPlacesInAFile() throws IOException {
        byte[] expected = expected();
        int half = expected.length / 2;
        Path file = directory.resolve("target");
        try (Blob blob = open();
                FileChannel target = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            target.position(half);
            assertThat(blob.transferTo(half, Long.MAX_VALUE, target)).isEqualTo(expected.length - half);
            target.position(0);
            assertThat(blob.transferTo(0, half, target)).isEqualTo(half);
            assertThat(target.position()).isEqualTo(half);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }

    @Test
    void transfersToAPipe() throws IOException {
        byte[] expected = expected();
        Pipe pipe = Pipe.open();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (Blob blob = open();
                Pipe.SourceChannel source = pipe.source();
                TaskScope reader = TaskScope.open("reader", 1)) {
            reader.fork(() -> Channels.newInputStream(source).transferTo(received));
            try (Pipe.SinkChannel sink = pipe.sink()) {
                assertThat(blob.transferTo(1, Long.MAX_VALUE, sink)).isEqualTo(expected.length - 1);
            }
            reader.join();
        }
        assertThat(received.toByteArray()).isEqualTo(Arrays.copyOfRange(expected, 1, expected.length));
    }

    @Test
    void transfersASlice() throws IOException {
        try (Blob blob = open()) {
            CollectingChannel target = new CollectingChannel(3);
            assertThat(blob.slice(10, 50).transferTo(5, 500, target)).isEqualTo(45);
            assertThat(target.bytes()).isEqualTo(Arrays.copyOfRange(expected(), 15, 60));
        }
    }

    @Test
    void transfersNothingPastTheEnd() throws IOException {
        try (Blob blob = open()) {
            CollectingChannel target = new CollectingChannel();
            assertThat(blob.transferTo(blob.size(), 1, target)).isZero();
            assertThat(blob.transferTo(Long.MAX_VALUE, Long.MAX_VALUE, target)).isZero();
            assertThat(blob.transferTo(0, 0, target)).isZero();
            assertThat(target.bytes()).isEmpty();
        }
    }

    @Test
    void refusesNegativeRanges() throws IOException {
        try (Blob blob = open()) {
            CollectingChannel target = new CollectingChannel();
            assertThatIllegalArgumentException().isThrownBy(() -> blob.transferTo(-1, 1, target));
            assertThatIllegalArgumentException().isThrownBy(() -> blob.transferTo(0, -1, target));
            assertThat(target.bytes()).isEmpty();
        }
    }

    @Test
    void aTargetThatFailsOrIsClosedLeavesTheBlobReadable() throws IOException {
        CollectingChannel closed = new CollectingChannel();
        closed.close();
        try (Blob blob = open()) {
            assertThatIOException()
                    .isThrownBy(() -> blob.transferTo(0, blob.size(), new BrokenChannel()))
                    .withMessage("no room");
            assertThatExceptionOfType(ClosedChannelException.class)
                    .isThrownBy(() -> blob.transferTo(0, blob.size(), closed));
            assertThat(read(blob)).isEqualTo(expected());
        }
    }

    @Test
    void aTransferThatIsInterruptedDoesNotHurtTheOthers() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open();
                TaskScope readers = TaskScope.open("readers", THREADS)) {
            readers.fork(() -> {
                for (int i = 0; i < 100; i++) {
                    transferInterrupted(blob);
                    transferAll(blob, expected);
                }
            });
            for (int i = 1; i < THREADS; i++) {
                readers.fork(() -> {
                    for (int j = 0; j < 100; j++) {
                        transferAll(blob, expected);
                    }
                });
            }
            readers.join();
        }
    }

    private static void transferAll(Blob blob, byte[] expected) throws IOException {
        CollectingChannel target = new CollectingChannel();
        assertThat(blob.transferTo(0, blob.size(), target)).isEqualTo(expected.length);
        assertThat(target.bytes()).isEqualTo(expected);
    }

    /** What the interrupted thread itself gets is the bytes or the news that it was interrupted. */
    private static void transferInterrupted(Blob blob) throws IOException {
        Thread.currentThread().interrupt();
        try {
            blob.transferTo(0, 10, new CollectingChannel());
        } catch (ClosedChannelException | InterruptedIOException e) {
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    private static final class BrokenChannel implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            throw new IOException("no room");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
