package dev.drayage.archive;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.copy.CopyTarget;
import dev.drayage.copy.IngestedBlob;
import dev.drayage.task.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A blob of an archive that streamed past, which lies in an ingest of the place that the archive is copied to. Thread-safe.
 */
final class SpooledIngest implements IngestedBlob {
    private final long start;
    private final long size;
    private final ContentWriter writer;
    private final ContentIngester place;
    private final AtomicBoolean taken = new AtomicBoolean();

    /**
     * @param start where the blob begins in the archive
     * @param writer the writer of its ingest, which is a {@link CopyTarget} too
     */
    SpooledIngest(long start, long size, ContentWriter writer, ContentIngester place) {
        this.start = start;
        this.size = size;
        this.writer = writer;
        this.place = place;
    }

    long start() {
        return start;
    }

    long end() {
        return start + size;
    }

    CopyTarget target() {
        return (CopyTarget) writer;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int readAt(long position, ByteBuffer bytes) throws IOException {
        int limit = bytes.limit();
        int begin = bytes.position();
        bytes.limit((int) Math.min(limit, begin + Math.max(0, size - position)));
        try {
            int count = 0;
            for (long at = position; bytes.hasRemaining() && count >= 0; at += count) {
                count = target().read(bytes, at);
            }
        } finally {
            bytes.limit(limit);
        }
        int read = bytes.position() - begin;
        return read == 0 && bytes.hasRemaining() ? -1 : read;
    }

    @Override
    public @Nullable ContentWriter takeWriter(ContentIngester other) {
        return place.equals(other) && taken.compareAndSet(false, true) ? writer : null;
    }

    /** The archive closes all of them. */
    @Override
    public void close() {
        // It is opened again by its next reader.
    }

    /** Ends those of which nobody has taken the writer, all of them even if one fails. */
    static void abort(Collection<SpooledIngest> ingests) throws IOException {
        List<Closeable> endings = new ArrayList<>();
        for (SpooledIngest ingest : ingests) {
            if (ingest.taken.compareAndSet(false, true)) {
                endings.add(ingest::abort);
            }
        }
        Closing.all(endings);
    }

    private void abort() throws IOException {
        try (writer) {
            if (place instanceof ContentStore store) {
                store.abort(writer.status().ref());
            }
        } catch (ContentException e) {
            // Another process has aborted it.
        }
    }
}
