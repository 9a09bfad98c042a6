package dev.drayage.ingest;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.copy.CopyTarget;
import dev.drayage.file.DiskFullException;
import dev.drayage.file.EarlyWriteback;
import dev.drayage.file.OwnFiles;
import dev.drayage.labels.Labels;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an ingest to its file, holding the lock of its ref, and turns it into content. Another thread may abort it, and
 * so may another process, which takes its files away. A copy may write ahead of the offset, up to which bytes have passed
 * in order; what is ahead is cut off when the writer is closed.
 */
final class IngestWriter implements ContentWriter, CopyTarget {
    private final IngestName name;
    private final IngestFiles files;
    private final @Nullable Descriptor expected;
    private final Closeable lock;
    private final IngestCommitter store;
    private final OpenWriters writers;
    private final InstantSource clock;
    private final FileChannel channel;
    private final @Nullable Object dataKey;
    private final RunningHash hash;
    private final EarlyWriteback writeback;
    private final Instant startedAt;
    private volatile Instant updatedAt;
    private volatile long offset;
    private volatile boolean ahead;

    /** Held while it is decided whether the ingest is committed, closed or aborted. */
    private final Object ending = new Object();

    private volatile boolean done;
    private volatile boolean aborted;

    private IngestWriter(
            IngestFiles files,
            IngestFiles.State state,
            @Nullable Descriptor expected,
            Closeable lock,
            IngestCommitter store,
            OpenWriters writers,
            InstantSource clock,
            FileChannel channel)
            throws IOException {
        this.name = state.name();
        this.files = files;
        this.expected = expected;
        this.lock = lock;
        this.store = store;
        this.writers = writers;
        this.clock = clock;
        this.channel = channel;
        this.dataKey = files.dataKey();
        this.hash = new RunningHash(
                expected == null ? DigestAlgorithm.SHA256 : expected.digest().algorithm());
        this.writeback = new EarlyWriteback(channel);
        this.startedAt = state.status().startedAt();
        this.updatedAt = state.status().updatedAt();
        this.offset = state.status().offset();
    }

    /** Goes on with what there is if it may be of the same content, or else restarts. The writer owns the lock. */
    static IngestWriter open(
            IngestName name,
            IngestFiles files,
            @Nullable Descriptor expected,
            Closeable lock,
            IngestCommitter store,
            OpenWriters writers,
            InstantSource clock)
            throws IOException {
        IngestFiles.@Nullable State state = files.read().orElse(null);
        if (state == null || !mayBe(state.status(), expected)) {
            state = files.create(name, expected, clock.instant());
        }
        files.allow(IngestFiles.WRITABLE); // a commit may have failed half-way
        FileChannel channel = OwnFiles.open(files.data());
        try {
            if (channel.size() > 0) {
                channel.truncate(state.status().offset()); // a copy that wrote ahead was killed
                files.forgetReached();
            }
            IngestWriter writer = new IngestWriter(files, state, expected, lock, store, writers, clock, channel);
            writers.add(name, writer);
            return writer;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Bytes of one thing are never gone on with for another. */
    private static boolean mayBe(IngestStatus status, @Nullable Descriptor expected) {
        return expected == null || expected.digest().equals(status.expected());
    }

    @Override
    public IngestStatus status() {
        return new IngestStatus(
                name.ref(),
                offset,
                expected == null ? 0 : expected.size(),
                expected == null ? null : expected.digest(),
                startedAt,
                updatedAt);
    }

    @Override
    public Digest digest() throws IOException {
        return whileOpen(() -> hash.digest(hash.algorithm(), offset, channel));
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        whileOpen(() -> append(bytes));
    }

    private long append(ByteBuffer bytes) throws IOException {
        hash.update(bytes.duplicate(), offset, channel);
        while (bytes.hasRemaining()) {
            int written = channel.write(bytes, offset);
            advance(written);
            writeback.written(written);
        }
        updatedAt = clock.instant();
        return offset;
    }

    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
        whileOpen(() -> put(bytes, at));
    }

    private long put(ByteBuffer bytes, long start) throws IOException {
        if (start > offset) {
            writeAhead();
        }
        long at = start;
        while (bytes.hasRemaining()) {
            int written = channel.write(bytes, at);
            at += written;
            writeback.written(written);
        }
        return at;
    }

    /** From now on the size of the file does not tell how far it is. */
    private synchronized void writeAhead() throws IOException {
        if (!ahead) {
            noteOffset();
            ahead = true;
        }
    }

    @Override
    public int read(ByteBuffer bytes, long at) throws IOException {
        return whileOpen(() -> channel.read(bytes, at));
    }

    @Override
    public void inOrder(ByteBuffer bytes) throws IOException {
        whileOpen(() -> pass(bytes));
    }

    private long pass(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        hash.update(bytes, offset, channel);
        advance(count);
        updatedAt = clock.instant();
        return offset;
    }

    /** One thread at a time moves the offset; any may look at it. */
    private void advance(int count) {
        long end = offset + count;
        offset = end;
    }

    @Override
    public void wrote(long start, long length) throws IOException {
        if (ahead) {
            whileOpen(this::noteReached);
        }
    }

    private synchronized long noteReached() throws IOException {
        noteOffset();
        return offset;
    }

    /** Never where an ingest of the same ref lies that was begun after this one was aborted. */
    private void noteOffset() throws IOException {
        synchronized (ending) {
            requireOpen();
            files.noteReached(offset);
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        whileOpen(() -> cut(size));
    }

    private long cut(long size) throws IOException {
        if (size < 0 || size > offset) {
            throw new ContentException(
                    Kind.OUT_OF_RANGE,
                    "cannot cut ingest " + name.ref() + " to " + size + " bytes: it has " + offset + ", so 0 to "
                            + offset + " are left to choose from");
        }
        if (size < channel.size()) {
            channel.truncate(size);
            forgetAhead();
            offset = size;
            hash.restart();
            updatedAt = clock.instant();
        }
        return offset;
    }

    @Override
    public ContentInfo commit(long size, @Nullable Digest digest, Map<String, String> labels) throws IOException {
        SortedMap<String, String> checked = Labels.checked(labels);
        Digest actual = whileOpen(() -> finished(size, digest));
        IngestCommitter.Result result = whileOpen(() -> finish(actual, checked));
        try (lock;
                channel;
                writeback) {
            files.delete();
        } catch (IOException e) {
            // The content is stored. What is left of the ingest is garbage, and gets collected.
        }
        if (result.existed()) {
            throw new AlreadyExistsException(
                    "content " + actual + " is stored already; ingest " + name.ref() + " is done");
        }
        return result.info();
    }

    /** The digest of all that was written, synced, if that is what it should be. */
    private Digest finished(long size, @Nullable Digest digest) throws IOException {
        files.allow(IngestFiles.READ_ONLY);
        writeback.join();
        channel.truncate(offset);
        channel.force(false);
        long wantedSize = size == 0 && expected != null ? expected.size() : size;
        if (wantedSize != 0 && wantedSize != offset) {
            throw refused("has " + offset + " bytes, expected " + wantedSize);
        }
        Digest wanted = digest == null && expected != null ? expected.digest() : digest;
        Digest actual = hash.digest(wanted == null ? hash.algorithm() : wanted.algorithm(), offset, channel);
        if (wanted != null && !wanted.equals(actual)) {
            throw refused("hashes to " + actual + ", expected " + wanted);
        }
        return actual;
    }

    private IngestCommitter.Result finish(Digest digest, SortedMap<String, String> labels) throws IOException {
        synchronized (ending) {
            // Or else what another writer of the ref has begun since would be taken.
            requireOpen();
            IngestCommitter.Finished file = new IngestCommitter.Finished(files.data(), digest, offset, labels);
            IngestCommitter.Result result = store.finish(name, List.of(file)).get(0);
            done = true;
            writers.remove(name, this);
            return result;
        }
    }

    /**
     * Ends it, whatever its own thread does with it at the moment, throws away what was written, and lets go of the ref.
     *
     * @return false if it was committed or closed before
     */
    boolean abort() throws IOException {
        synchronized (ending) {
            if (done) {
                return false;
            }
            aborted = true;
            done = true;
            writers.remove(name, this);
        }
        try (lock;
                channel) {
            files.delete();
            store.aborted(name);
        }
        return true;
    }

    private synchronized void forgetAhead() throws IOException {
        if (ahead) {
            files.forgetReached();
            ahead = false;
        }
    }

    private ContentException refused(String problem) {
        return new ContentException(
                Kind.FAILED_PRECONDITION,
                "ingest " + name.ref() + " " + problem
                        + "; it is kept: go on writing, or truncate it to 0 and restart");
    }

    @Override
    public void close() throws IOException {
        synchronized (ending) {
            if (done) {
                if (aborted) {
                    writeback.close();
                }
                return;
            }
            done = true;
            writers.remove(name, this);
        }
        try (lock;
                channel;
                writeback) {
            // An interrupt has closed the channel; what was written is there all the same.
            if (channel.isOpen()) {
                channel.truncate(offset);
                channel.force(false);
                forgetAhead();
            }
            files.touch(updatedAt);
        } catch (NoSuchFileException e) {
            if (isThere()) {
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    /** Does something with the file; what fails because the ingest was aborted says so. */
    private <T> T whileOpen(Step<T> step) throws IOException {
        requireOpen();
        try {
            return step.run();
        } catch (IOException e) {
            if (aborted || !isThere()) {
                throw aborted(e);
            }
            throw DiskFullException.explain(
                    e, files.data(), expected == null ? 0 : Math.max(0, expected.size() - offset));
        }
    }

    private void requireOpen() throws IOException {
        if (done && !aborted) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, "the writer of ingest " + name.ref() + " is closed; open another");
        }
        if (aborted || !isThere()) {
            throw aborted(null);
        }
    }

    /** Whether the file that is written still is the ingest's; another process may have aborted it. */
    private boolean isThere() throws IOException {
        try {
            return Objects.equals(dataKey, files.dataKey());
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    private ContentException aborted(@Nullable IOException cause) {
        return new ContentException(
                Kind.UNAVAILABLE,
                "ingest " + name.ref() + " was aborted while it was being written; open another writer to restart it",
                cause);
    }
}
