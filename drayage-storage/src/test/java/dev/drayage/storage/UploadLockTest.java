package dev.drayage.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.bucket.Bucket;
import dev.drayage.content.HeldException;
import dev.drayage.storage.directory.DirectoryBucket;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadLockTest {
    private static final UploadKeys KEYS = new UploadKeys("app", "id");

    @TempDir
    private Path directory;

    private Bucket bucket;

    @BeforeEach
    void open() throws IOException {
        bucket = DirectoryBucket.open(directory);
    }

    @AfterEach
    void close() throws IOException {
        bucket.close();
    }

    private void leaveLock(Duration age) throws IOException {
        bucket.put(KEYS.lock(), "dead".getBytes(StandardCharsets.US_ASCII));
        Files.setLastModifiedTime(
                directory.resolve(KEYS.lock()), FileTime.from(Instant.now().minus(age)));
    }

    private void requireNothingLeft() throws IOException {
        assertThat(bucket.list(KEYS.folder(), Bucket.Depth.ALL, null).objects()).isEmpty();
    }

    @Test
    void aLockOfOneWhoMayBeAtWorkIsNotTaken() throws IOException {
        leaveLock(Duration.ofMinutes(9));
        assertThatThrownBy(() -> UploadLock.take(bucket, KEYS)).isInstanceOf(HeldException.class);
    }

    @Test
    void aLockOfOneWhoHasDiedIsTakenOver() throws IOException {
        leaveLock(Duration.ofMinutes(11));
        try (UploadLock lock = UploadLock.take(bucket, KEYS)) {
            lock.requireHeld();
            assertThatThrownBy(() -> UploadLock.take(bucket, KEYS)).isInstanceOf(HeldException.class);
        }
        requireNothingLeft();
    }

    /** One finds out that the lock is dead, and before he goes on the other has taken it. */
    @Test
    void ofTwoWhoFindALockDeadOneTakesItOver() throws IOException {
        leaveLock(Duration.ofHours(1));
        AtomicReference<UploadLock> first = new AtomicReference<>();
        Bucket slow = (Bucket) Proxy.newProxyInstance(
                Bucket.class.getClassLoader(), new Class<?>[] {Bucket.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("putNew") && !arguments[0].equals(KEYS.lock())) {
                        first.compareAndSet(null, UploadLock.take(bucket, KEYS));
                    }
                    try {
                        return method.invoke(bucket, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        assertThatThrownBy(() -> UploadLock.take(slow, KEYS)).isInstanceOf(HeldException.class);
        try (UploadLock lock = Objects.requireNonNull(first.get())) {
            lock.requireHeld();
        }
        requireNothingLeft();
    }
}
