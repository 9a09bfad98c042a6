package dev.drayage.archive;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.copy.CopyTarget;
import dev.drayage.file.SpoolFile;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.tar.TarEntry;
import dev.drayage.tar.TarTracker;
import dev.drayage.task.TaskScope;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of an archive go that streams past. Large blobs go into ingests of the place that the archive is copied
 * to, so that they are written once, and are hashed by a thread of their own meanwhile; everything else goes into a file,
 * which has holes where those blobs were. For one thread.
 */
final class ArchiveSpool implements Closeable {
    /** How much is best given at once. */
    static final int BUFFER_BYTES = 256 << 10;

    private static final int BUFFERS = 8;

    /** What is smaller is cheaper written twice than an ingest. */
    private static final long LARGE_BYTES = 1 << 20;

    /** Each keeps a file open. */
    private static final int MAX_INGESTS = 100;

    /**
     * Begins the refs. It is not how transfers begin theirs, which would wait for the ingest until the whole archive has
     * come and been copied: a blob that is written by both is stored once.
     */
    private static final String REF = "streamed-";

    private final String location;
    private final SpoolFile file;
    private final @Nullable ContentIngester ingester;
    private final TaskScope hashing = TaskScope.open("dray-spool", 1);
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
    private int buffers;

    private final TarTracker tracker = new TarTracker();
    private final ByteBuffer header = ByteBuffer.allocate(TarTracker.HEADER_BYTES);
    private final TreeMap<Long, SpooledIngest> ingests = new TreeMap<>();
    private @Nullable SpooledIngest current;
    private long position;

    private ArchiveSpool(String location, SpoolFile file, @Nullable ContentIngester ingester) {
        this.location = location;
        this.file = file;
        this.ingester = ingester;
    }

    /**
     * An empty one.
     *
     * @param location what messages call the archive
     * @param directory where the file is
     * @param ingester where large blobs go; null for the file, too
     */
    static ArchiveSpool create(String location, Path directory, @Nullable ContentIngester ingester) throws IOException {
        return new ArchiveSpool(location, SpoolFile.create(directory), ingester);
    }

    /** A buffer to be filled and given to {@link #write}; waits until one is hashed. */
    ByteBuffer buffer() throws IOException {
        if (buffers < BUFFERS && free.isEmpty()) {
            buffers++;
            return ByteBuffer.allocateDirect(BUFFER_BYTES);
        }
        try {
            return free.take().clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Takes what comes next, in a buffer that is not the caller's any more. */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (current != null) {
                write(bytes, current);
            } else if (ingester == null || position < tracker.nextHeader()) {
                put(part(bytes, ingester == null ? Long.MAX_VALUE : tracker.nextHeader() - position));
            } else {
                take(part(bytes, header.remaining()), ingester);
            }
        }
        if (ingests.isEmpty()) {
            free.add(bytes);
        } else {
            hashing.fork(() -> free.add(bytes));
            requireHashed();
        }
    }

    private static ByteBuffer part(ByteBuffer bytes, long most) {
        int count = (int) Math.min(bytes.remaining(), most);
        ByteBuffer part = bytes.slice(bytes.position(), count);
        bytes.position(bytes.position() + count);
        return part;
    }

    private void put(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        try {
            file.write(bytes);
        } catch (IOException e) {
            throw new IOException("cannot put " + location + " aside: " + e.getMessage(), e);
        }
    }

    private void write(ByteBuffer bytes, SpooledIngest ingest) throws IOException {
        ByteBuffer part = part(bytes, ingest.end() - position);
        ingest.target().write(part.duplicate(), position - ingest.start());
        position += part.remaining();
        hashing.fork(() -> hash(part, ingest.target()));
        if (position == ingest.end()) {
            current = null;
        }
    }

    private void hash(ByteBuffer bytes, CopyTarget target) {
        try {
            if (failure.get() == null) {
                target.inOrder(bytes);
            }
        } catch (IOException e) {
            failure.set(e);
        } catch (RuntimeException | Error e) {
            // The scope must not end by it: whoever waits for a buffer would wait for ever.
            failure.set(new IOException("cannot hash what comes from " + location + ": " + e, e));
        }
    }

    private void requireHashed() throws IOException {
        IOException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private void take(ByteBuffer bytes, ContentIngester place) throws IOException {
        header.put(bytes.duplicate());
        put(bytes);
        if (!header.hasRemaining()) {
            Optional<TarEntry> entry = tracker.header(header.array());
            header.clear();
            if (entry.isPresent()) {
                begin(entry.get(), place);
            }
        }
    }

    /** A blob that is stored or streams past another process is left to the file, and so is one that comes twice. */
    private void begin(TarEntry entry, ContentIngester place) throws IOException {
        Optional<Digest> digest = BlobPaths.digest(entry.path());
        if (digest.isEmpty() || entry.size() < LARGE_BYTES || ingests.size() == MAX_INGESTS) {
            return;
        }
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, digest.get(), entry.size());
        ContentWriter writer;
        try {
            writer = place.writer(REF + digest.get(), blob);
        } catch (AlreadyExistsException | HeldException e) {
            return;
        }
        SpooledIngest ingest = new SpooledIngest(entry.dataOffset(), entry.size(), writer, place);
        if (!(writer instanceof CopyTarget)) {
            SpooledIngest.abort(List.of(ingest));
            return;
        }
        ingests.put(entry.dataOffset(), ingest);
        if (writer.status().offset() > 0) {
            writer.truncate(0);
        }
        file.skip(entry.size());
        current = ingest;
    }

    /** All that was written; closing it aborts the ingests that nobody has committed. */
    Blob toBlob() throws IOException {
        hashing.join();
        requireHashed();
        hashing.close();
        Blob rest = file.toBlob();
        return ingests.isEmpty() ? rest : new SpooledArchive(rest, position, ingests);
    }

    @Override
    public void close() throws IOException {
        hashing.close();
        try (file) {
            SpooledIngest.abort(ingests.values());
        }
    }
}
