package dev.drayage.ingest;

import dev.drayage.content.HeldException;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.task.Backoff;
import dev.drayage.task.Retries;
import dev.drayage.task.Sleeper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Locks by name, across processes: those of a directory in a file that is made when the first is taken, or others. */
public final class Locks implements Closeable {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(5), Duration.ofMillis(200));

    private final Source source;
    private final Sleeper sleeper;
    private final OpenWriters writers = new OpenWriters();

    /** What knows which locks are taken. Thread-safe. */
    public interface Source extends Closeable {
        /** Takes a lock if it is free; it is so again when what is returned is closed. */
        Optional<Closeable> tryLock(String name) throws IOException;

        /** Whether somebody has it who lives: to be told, not relied on. */
        default boolean isTaken(String name) throws IOException {
            Optional<Closeable> lock = tryLock(name);
            if (lock.isPresent()) {
                lock.get().close();
            }
            return lock.isEmpty();
        }

        /**
         * Takes a lock if it is free, to remove what it is of: whoever had it before, and may still be at work, then need
         * not be kept from what he has open.
         *
         * @param removes asked when the lock is taken: whether all is going to be removed before it is given back
         */
        default Optional<Closeable> tryLockToRemove(String name, Removal removes) throws IOException {
            return tryLock(name);
        }
    }

    /** Finds out whether something is going to be removed. */
    @FunctionalInterface
    public interface Removal {
        boolean isMeant() throws IOException;
    }

    /** Locks in this file, which nothing else may be in. */
    public Locks(Path file, Sleeper sleeper) {
        this(new FileSource(file), sleeper);
    }

    /** Locks of another kind, which are closed with this. */
    public Locks(Source source, Sleeper sleeper) {
        this.source = source;
        this.sleeper = sleeper;
    }

    /** Who of this process holds the lock of an ingest. */
    OpenWriters writers() {
        return writers;
    }

    /** Takes a lock if it is free. */
    public Optional<Closeable> tryLock(String name) throws IOException {
        return source.tryLock(name);
    }

    /** {@link Source#isTaken}. */
    public boolean isTaken(String name) throws IOException {
        return source.isTaken(name);
    }

    /** {@link Source#tryLockToRemove}. */
    public Optional<Closeable> tryLockToRemove(String name, Removal removes) throws IOException {
        return source.tryLockToRemove(name, removes);
    }

    /**
     * Takes a lock, waiting longer and longer between tries.
     *
     * @param problem what to say if somebody still has it after the timeout
     * @throws HeldException then
     */
    public Closeable lock(String name, Duration timeout, String problem) throws IOException {
        Retries retries = Retries.within(timeout, sleeper, BACKOFF, "waiting for another writer");
        while (true) {
            Optional<Closeable> lock = tryLock(name);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (!retries.failed()) {
                throw new HeldException(problem + "; try again when that is done");
            }
            retries.pause();
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private static final class FileSource implements Source {
        private final Path file;
        private @Nullable LockFile locks;

        FileSource(Path file) {
            this.file = file;
        }

        @Override
        public Optional<Closeable> tryLock(String name) throws IOException {
            return lockFile().tryLock(slot(name));
        }

        /** 62 bits of a hash: a file offset that no other name will share. */
        private static long slot(String name) {
            String hex = Digest.compute(DigestAlgorithm.SHA256, name.getBytes(StandardCharsets.UTF_8))
                    .hex();
            return Long.parseUnsignedLong(hex.substring(0, 16), 16) >>> 2;
        }

        private synchronized LockFile lockFile() throws IOException {
            LockFile open = locks;
            if (open == null) {
                open = LockFile.open(file);
                locks = open;
            }
            return open;
        }

        @Override
        public synchronized void close() throws IOException {
            LockFile open = locks;
            locks = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
