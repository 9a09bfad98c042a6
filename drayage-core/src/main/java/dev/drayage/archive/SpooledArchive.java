package dev.drayage.archive;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** An archive that streamed past: a file with holes, and what belongs into them. Thread-safe. */
final class SpooledArchive implements Blob {
    private final Blob file;
    private final long size;
    private final NavigableMap<Long, SpooledIngest> ingests;

    /**
     * @param file the bytes outside of ingests, each in its place
     * @param ingests the rest, by where it begins
     */
    SpooledArchive(Blob file, long size, NavigableMap<Long, SpooledIngest> ingests) {
        this.file = file;
        this.size = size;
        this.ingests = ingests;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        int limit = target.limit();
        int begin = target.position();
        try {
            int count = 0;
            for (long at = position; at < size && target.position() < limit && count >= 0; at += count) {
                SpooledIngest ingest = ingestAt(at);
                long end = ingest != null ? ingest.end() : nextIngest(at);
                target.limit((int) Math.min(limit, target.position() + end - at));
                count = ingest != null ? ingest.readAt(at - ingest.start(), target) : file.readAt(at, target);
            }
        } finally {
            target.limit(limit);
        }
        int read = target.position() - begin;
        return read == 0 && target.hasRemaining() ? -1 : read;
    }

    private @Nullable SpooledIngest ingestAt(long position) {
        Map.Entry<Long, SpooledIngest> before = ingests.floorEntry(position);
        return before != null && position < before.getValue().end() ? before.getValue() : null;
    }

    private long nextIngest(long position) {
        Long next = ingests.higherKey(position);
        return next == null ? size : next;
    }

    /** A blob that lies in an ingest can be had from there. */
    @Override
    public Blob slice(long offset, long length) {
        SpooledIngest ingest = ingests.get(offset);
        return ingest != null && ingest.size() == length ? ingest : Blob.super.slice(offset, length);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            SpooledIngest.abort(ingests.values());
        }
    }
}
