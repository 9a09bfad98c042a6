package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupting the thread that writes ends all its work at once, wherever it stands. */
@Timeout(60)
class InterruptedWritingTest {
    @TempDir
    private Path directory;

    private final MemoryContent stored = new MemoryContent();
    private final FaultyContent content = new FaultyContent(stored);
    private final Descriptor image = ImageBuilder.anImageIn(stored)
            .withLayer(ImageBuilder.noise(1, 3 << 20))
            .withLayer(ImageBuilder.noise(2, 3 << 20))
            .build();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void whileBlobsAreRead(int threads) throws Exception {
        ImageArchive archive = Archives.plan(content, image);
        WriteOptions options = WriteOptions.defaults().withParallelism(threads);
        for (ThrowingCallable writing : new ThrowingCallable[] {
            () -> archive.writeTo(directory.resolve("image.tar"), options),
            () -> archive.writeTo(new StuckChannel(), options),
        }) {
            CountDownLatch reading = new CountDownLatch(1);
            content.fail((blob, position) -> {
                if (position > 1 << 20) {
                    reading.countDown();
                    waitForever();
                }
                return FaultyContent.ALL;
            });
            assertEndsWhenInterrupted(writing, reading);
        }
    }

    @Test
    void whileTheTargetTakesNothing() throws Exception {
        ImageArchive archive = Archives.plan(content, image);
        StuckChannel channel = new StuckChannel();
        assertEndsWhenInterrupted(() -> archive.writeTo(channel, WriteOptions.defaults()), channel.asked);
    }

    @Test
    void beforeItBegins() throws Exception {
        ImageArchive archive = Archives.plan(content, image);
        for (ThrowingCallable writing : new ThrowingCallable[] {
            () -> archive.writeTo(directory.resolve("image.tar")),
            () -> archive.writeTo(new StuckChannel(), WriteOptions.defaults()),
        }) {
            CountDownLatch never = new CountDownLatch(0);
            assertEndsWhenInterrupted(
                    () -> {
                        Thread.currentThread().interrupt();
                        writing.call();
                    },
                    never);
        }
    }

    private void assertEndsWhenInterrupted(ThrowingCallable writing, CountDownLatch underWay) throws Exception {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        AtomicReference<Boolean> stillInterrupted = new AtomicReference<>(false);
        Thread writer = new Thread(
                () -> {
                    failure.set(catchThrowable(writing));
                    stillInterrupted.set(Thread.interrupted());
                },
                "writer");
        writer.start();
        underWay.await();
        writer.interrupt();
        writer.join();

        assertThat(failure.get()).isInstanceOfAny(InterruptedIOException.class, ClosedByInterruptException.class);
        assertThat(stillInterrupted.get()).as("the caller can tell").isTrue();
        assertThat(content.openBlobs()).isZero();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    private static void waitForever() throws InterruptedIOException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while reading");
        }
    }

    /** Like a channel that does not block: it takes 100 000 bytes, and then none each time it is asked. */
    private static final class StuckChannel implements WritableByteChannel {
        private final CountDownLatch asked = new CountDownLatch(1);
        private int room = 100_000;

        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = Math.min(room, source.remaining());
            source.position(source.position() + count);
            room -= count;
            if (count == 0) {
                asked.countDown();
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Not called.
        }
    }
}
