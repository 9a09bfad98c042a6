package dev.drayage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.content.Blob;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Blob} does when it is read, transferred, sliced, shared between threads and closed. Extend it once
 * for each kind of blob.
 */
public abstract class BlobContract extends BlobTransferContract {
    private static final int THREADS = 4;

    @Test
    void knowsItsSize() throws IOException {
        try (Blob blob = open()) {
            assertThat(blob.size()).isEqualTo(expected().length);
        }
    }

    @Test
    void givesAllItsBytesAtOnce() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open()) {
            ByteBuffer target = ByteBuffer.allocate(expected.length);
            assertThat(blob.readAt(0, target)).isEqualTo(expected.length);
            assertThat(target.hasRemaining()).isFalse();
            assertThat(target.array()).isEqualTo(expected);
        }
    }

    @Test
    void fillsTheTargetWhereverItIsReadAndTouchesNothingBeside() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open()) {
            Randomized.check(300, random -> {
                int capacity = 1 + random.nextInt(2 * expected.length);
                int from = random.nextInt(capacity);
                int room = random.nextInt(capacity - from + 1);
                ByteBuffer target =
                        random.nextBoolean() ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
                byte[] wanted = new byte[capacity];
                random.nextBytes(wanted);
                target.put(wanted).limit(from + room).position(from);
                int position = random.nextInt(expected.length + 10);

                int read = blob.readAt(position, target);

                int within = Math.max(0, Math.min(room, expected.length - position));
                assertThat(read).isEqualTo(room > 0 && position >= expected.length ? -1 : within);
                assertThat(target.position()).isEqualTo(from + within);
                assertThat(target.limit()).isEqualTo(from + room);
                System.arraycopy(expected, Math.min(position, expected.length), wanted, from, within);
                byte[] found = new byte[capacity];
                target.clear().get(found);
                assertThat(found).isEqualTo(wanted);
            });
        }
    }

    @Test
    void readsIntoASliceOfABuffer() throws IOException {
        try (Blob blob = open()) {
            ByteBuffer whole = ByteBuffer.allocate(100);
            assertThat(blob.readAt(7, whole.slice(10, 50))).isEqualTo(50);
            assertThat(Arrays.copyOfRange(whole.array(), 10, 60)).isEqualTo(Arrays.copyOfRange(expected(), 7, 57));
            assertThat(whole.get(9)).isZero();
            assertThat(whole.get(60)).isZero();
        }
    }

    @Test
    void readsFewerBytesOnlyAtTheEnd() throws IOException {
        try (Blob blob = open()) {
            ByteBuffer target = ByteBuffer.allocate(10);
            assertThat(blob.readAt(blob.size() - 3, target)).isEqualTo(3);
            assertThat(target.position()).isEqualTo(3);
            assertThat(target.limit()).isEqualTo(10);
        }
    }

    @Test
    void readsNothingAtAndPastTheEnd() throws IOException {
        try (Blob blob = open()) {
            for (long position : new long[] {blob.size(), blob.size() + 1, Integer.MAX_VALUE + 1L, Long.MAX_VALUE}) {
                ByteBuffer target = ByteBuffer.allocate(4);
                assertThat(blob.readAt(position, target)).isEqualTo(-1);
                assertThat(target.position()).isZero();
                assertThat(target.limit()).isEqualTo(4);
            }
        }
    }

    @Test
    void readsNothingIntoAFullBufferAnywhere() throws IOException {
        try (Blob blob = open()) {
            for (long position : new long[] {0, 1, blob.size(), Long.MAX_VALUE}) {
                assertThat(blob.readAt(position, ByteBuffer.allocate(0))).isZero();
                assertThat(blob.readAt(position, ByteBuffer.allocate(4).position(4)))
                        .isZero();
            }
        }
    }

    @Test
    void refusesANegativePosition() throws IOException {
        try (Blob blob = open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> blob.readAt(-1, ByteBuffer.allocate(1)));
            assertThatIllegalArgumentException().isThrownBy(() -> blob.readAt(Long.MIN_VALUE, ByteBuffer.allocate(0)));
        }
    }

    @Test
    void aSliceIsABlobOfItsRange() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open()) {
            Randomized.check(50, random -> {
                int offset = random.nextInt(expected.length + 1);
                int length = random.nextInt(expected.length - offset + 1);
                Blob slice = blob.slice(offset, length);
                assertThat(slice.size()).isEqualTo(length);
                assertThat(read(slice)).isEqualTo(Arrays.copyOfRange(expected, offset, offset + length));
                assertThat(slice.readAt(length, ByteBuffer.allocate(1))).isEqualTo(-1);

                int inner = random.nextInt(length + 1);
                Blob rest = slice.slice(inner, length - inner);
                assertThat(read(rest)).isEqualTo(Arrays.copyOfRange(expected, offset + inner, offset + length));
            });
        }
    }

    @Test
    void refusesASliceThatIsNotWithin() throws IOException {
        try (Blob blob = open()) {
            long size = blob.size();
            Blob slice = blob.slice(10, 20);
            for (Blob each : new Blob[] {blob, slice}) {
                long end = each.size();
                long[][] ranges = {{-1, 1}, {0, -1}, {0, end + 1}, {end, 1}, {end + 1, 0}, {1, Long.MAX_VALUE}};
                for (long[] range : ranges) {
                    assertThatExceptionOfType(IndexOutOfBoundsException.class)
                            .isThrownBy(() -> each.slice(range[0], range[1]));
                }
            }
            assertThat(blob.slice(size, 0).size()).isZero();
        }
    }

    @Test
    void closingASliceLeavesTheBlobAndItsOtherSlicesOpen() throws IOException {
        try (Blob blob = open()) {
            Blob other = blob.slice(10, 20);
            Blob slice = blob.slice(10, 20);
            Blob within = slice.slice(5, 5);
            slice.close();
            assertThat(read(blob)).isEqualTo(expected());
            assertThat(read(other)).isEqualTo(Arrays.copyOfRange(expected(), 10, 30));
            assertClosed(slice);
            assertClosed(within);
        }
    }

    @Test
    void closingTheBlobClosesItsSlices() throws IOException {
        Blob blob = open();
        Blob slice = blob.slice(10, 20);
        Blob within = slice.slice(5, 5);
        blob.close();
        assertClosed(slice);
        assertClosed(within);
    }

    @Test
    void cannotBeReadOnceClosed() throws IOException {
        Blob blob = open();
        read(blob);
        blob.close();
        assertClosed(blob);
        blob.close();
        assertClosed(blob);
    }

    @Test
    void manyThreadsReadItAtOnce() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open();
                TaskScope readers = TaskScope.open("readers", THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                readers.fork(() -> Randomized.check(100, random -> {
                    int position = random.nextInt(expected.length);
                    ByteBuffer target = ByteBuffer.allocate(1 + random.nextInt(expected.length - position));
                    assertThat(blob.readAt(position, target)).isEqualTo(target.capacity());
                    assertThat(target.array())
                            .isEqualTo(Arrays.copyOfRange(expected, position, position + target.capacity()));
                }));
            }
            readers.join();
        }
    }

    @Test
    void aReaderThatIsInterruptedDoesNotHurtTheOthers() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open();
                TaskScope readers = TaskScope.open("readers", THREADS)) {
            readers.fork(() -> {
                for (int i = 0; i < 200; i++) {
                    readInterrupted(blob);
                    assertThat(read(blob)).isEqualTo(expected);
                }
            });
            for (int i = 1; i < THREADS; i++) {
                readers.fork(() -> {
                    for (int j = 0; j < 200; j++) {
                        assertThat(read(blob)).isEqualTo(expected);
                    }
                });
            }
            readers.join();
        }
    }

    /** What the interrupted thread itself gets is the bytes or the news that it was interrupted. */
    private static void readInterrupted(Blob blob) throws IOException {
        Thread.currentThread().interrupt();
        try {
            blob.readAt(0, ByteBuffer.allocate(10));
        } catch (ClosedChannelException | InterruptedIOException e) {
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    private static void assertClosed(Blob blob) {
        for (long position : new long[] {0, blob.size() - 1, blob.size()}) {
            assertThatExceptionOfType(ClosedChannelException.class)
                    .as("reading at %d", position)
                    .isThrownBy(() -> blob.readAt(position, ByteBuffer.allocate(1)));
        }
        assertThatExceptionOfType(ClosedChannelException.class)
                .as("transferring")
                .isThrownBy(() -> blob.transferTo(0, 1, new CollectingChannel()));
    }
}
