package dev.drayage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.task.TaskScope;
import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BlobCopierTest {
    private static final int MEBIBYTE = 1 << 20;

    /** A blob in memory; behind a network if it has stretches. */
    private static class TestBlob implements Blob {
        private final byte[] bytes;
        private final int stretch;

        TestBlob(byte[] bytes, int stretch) {
            this.bytes = bytes;
            this.stretch = stretch;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public long preferredChunkSize() {
            return stretch;
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            int count = (int) Math.min(target.remaining(), bytes.length - position);
            target.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            for (long at = position; at < position + count; ) {
                int part = (int) Math.min(1000, position + count - at);
                target.write(ByteBuffer.wrap(bytes, (int) at, part));
                at += part;
            }
            return count;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** Keeps what it is given, and fails where a byte is written twice, or passes twice or out of order. */
    private static final class TestTarget implements CopyTarget {
        private final byte[] original;
        private final byte[] written;
        private final byte[] times;
        private final boolean[] there;
        private final int piece;
        private final AtomicInteger writing = new AtomicInteger();
        private final AtomicInteger passing = new AtomicInteger();
        private final AtomicLong complete = new AtomicLong();
        private int passed;

        TestTarget(byte[] original, int from, int piece, Random random) {
            this.original = original;
            this.written = new byte[original.length];
            this.times = new byte[original.length];
            this.piece = piece;
            this.passed = from;
            this.there = new boolean[original.length / piece + 1];
            for (int i = 0; i < there.length; i++) {
                there[i] = random.nextInt(4) == 0;
                if (there[i]) {
                    int start = i * piece;
                    System.arraycopy(original, start, written, start, Math.min(piece, original.length - start));
                }
            }
        }

        @Override
        public void write(ByteBuffer bytes, long offset) {
            writing.incrementAndGet();
            int count = bytes.remaining();
            for (int i = 0; i < count; i++) {
                times[(int) offset + i]++;
            }
            bytes.get(written, (int) offset, count);
            writing.decrementAndGet();
        }

        @Override
        public int read(ByteBuffer bytes, long offset) {
            int count = Math.min(bytes.remaining(), Math.max(1, bytes.remaining() / 3));
            bytes.put(written, (int) offset, count);
            return count;
        }

        @Override
        public void inOrder(ByteBuffer bytes) {
            assertThat(passing.incrementAndGet()).isEqualTo(1);
            byte[] next = new byte[bytes.remaining()];
            bytes.get(next);
            assertThat(next).isEqualTo(Arrays.copyOfRange(original, passed, passed + next.length));
            passed += next.length;
            passing.decrementAndGet();
        }

        @Override
        public boolean has(long offset, long length) {
            return offset % piece == 0 && there[(int) (offset / piece)];
        }

        @Override
        public void wrote(long offset, long length) {
            complete.addAndGet(length);
        }
    }

    private static Pace alwaysSlow() {
        AtomicLong now = new AtomicLong();
        return new Pace(() -> now.addAndGet(TimeUnit.SECONDS.toNanos(1)));
    }

    private static byte[] random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void everyByteIsWrittenOnceAndPassesInOrder() {
        Randomized.check(300, random -> {
            boolean remote = random.nextBoolean();
            byte[] bytes = random(random, random.nextInt(remote ? 60_000 : 3_000_000));
            int piece = 1 + random.nextInt(1 + bytes.length / 5);
            int from = random.nextInt(bytes.length + 1);
            TestTarget target = new TestTarget(bytes, from, piece, random);
            try (TaskScope scope = TaskScope.open("copy", 1 + random.nextInt(4))) {
                BlobCopier copier = new BlobCopier(scope, alwaysSlow(), piece);
                scope.fork(() -> copier.copy(new TestBlob(bytes, remote ? piece : 0), from, target));
                scope.join();
            }
            assertThat(target.passed).isEqualTo(bytes.length);
            assertThat(Arrays.copyOfRange(target.written, from, bytes.length))
                    .isEqualTo(Arrays.copyOfRange(bytes, from, bytes.length));
            int written = 0;
            int most = 0;
            for (int i = from; i < bytes.length; i++) {
                most = Math.max(most, target.times[i]);
                written += target.times[i];
            }
            assertThat(most).isLessThanOrEqualTo(1);
            assertThat(target.complete).hasValue(written);
        });
    }

    @Test
    void aBlobOfThisMachineIsCopiedByTwoThreadsIfOneIsIdle() throws IOException {
        byte[] bytes = random(new Random(1), 33 * MEBIBYTE + 5);
        TestTarget target = new TestTarget(bytes, 0, 4 * MEBIBYTE, new Random(7));
        CountDownLatch secondThread = new CountDownLatch(1);
        Blob blob = new TestBlob(bytes, 0) {
            private volatile @Nullable Thread first;

            @Override
            public int readAt(long position, ByteBuffer into) throws IOException {
                if (first == null) {
                    first = Thread.currentThread();
                } else if (first != Thread.currentThread()) {
                    secondThread.countDown();
                } else if (position > 8 * MEBIBYTE) {
                    await(secondThread);
                }
                return super.readAt(position, into);
            }
        };
        try (TaskScope scope = TaskScope.open("copy", 2)) {
            BlobCopier copier = new BlobCopier(scope);
            scope.fork(() -> copier.copy(blob, 0, target));
            scope.join();
        }
        assertThat(target.written).isEqualTo(bytes);
        assertThat(target.passed).isEqualTo(bytes.length);
    }

    @Test
    void aFastNetworkIsReadInOrderByOneThread() throws IOException {
        byte[] bytes = random(new Random(1), 100_000);
        TestTarget target = new TestTarget(bytes, 0, Integer.MAX_VALUE, new Random(7));
        AtomicInteger threads = new AtomicInteger();
        Blob blob = new TestBlob(bytes, 1000) {
            private @Nullable Thread last;

            @Override
            public synchronized long transferTo(long position, long count, WritableByteChannel into)
                    throws IOException {
                if (last != Thread.currentThread()) {
                    last = Thread.currentThread();
                    threads.incrementAndGet();
                }
                return super.transferTo(position, count, into);
            }
        };
        try (TaskScope scope = TaskScope.open("copy", 4)) {
            BlobCopier copier = new BlobCopier(scope, new Pace(() -> 0), MEBIBYTE);
            scope.fork(() -> copier.copy(blob, 0, target));
            scope.join();
        }
        assertThat(threads).hasValue(1);
        assertThat(target.passed).isEqualTo(bytes.length);
    }

    @Test
    void aFailureOfAnyThreadEndsTheCopyAndNobodyWritesAfterwards() {
        Randomized.check(200, random -> {
            byte[] bytes = random(random, 1 + random.nextInt(60_000));
            int stretch = 1 + random.nextInt(3000);
            int bad = random.nextInt(bytes.length);
            TestTarget target = new TestTarget(bytes, 0, Integer.MAX_VALUE, new Random(7));
            Blob blob = new TestBlob(bytes, stretch) {
                @Override
                public long transferTo(long position, long count, WritableByteChannel into) throws IOException {
                    if (position <= bad && bad < position + count) {
                        throw new IOException("no byte " + bad);
                    }
                    return super.transferTo(position, count, into);
                }
            };
            AtomicInteger writers = new AtomicInteger(-1);
            try (TaskScope scope = TaskScope.open("copy", 1 + random.nextInt(4))) {
                BlobCopier copier = new BlobCopier(scope, alwaysSlow(), MEBIBYTE);
                scope.fork(() -> {
                    try {
                        copier.copy(blob, 0, target);
                    } finally {
                        writers.set(target.writing.get());
                    }
                });
                assertThatIOException().isThrownBy(scope::join).withMessage("no byte " + bad);
            }
            assertThat(writers).hasValue(0);
        });
    }

    @Test
    void aSourceThatEndsEarlyIsAFailure() {
        byte[] bytes = random(new Random(1), 5000);
        for (int stretch : new int[] {0, 1000}) {
            Blob blob = new TestBlob(bytes, stretch) {
                @Override
                public long size() {
                    return 6000;
                }

                @Override
                public long transferTo(long position, long count, WritableByteChannel into) throws IOException {
                    return super.transferTo(position, Math.max(0, Math.min(count, 5000 - position)), into);
                }
            };
            try (TaskScope scope = TaskScope.open("copy", 2)) {
                TestTarget target = new TestTarget(Arrays.copyOf(bytes, 6000), 0, Integer.MAX_VALUE, new Random(7));
                BlobCopier copier = new BlobCopier(scope);
                scope.fork(() -> copier.copy(blob, 0, target));
                assertThatIOException()
                        .isThrownBy(scope::join)
                        .isInstanceOf(ContentException.class)
                        .withMessageContaining("5000");
            }
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new IOException("nobody came to help");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
