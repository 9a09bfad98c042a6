package dev.drayage.containerd.bolt;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads pages by number. Thread-safe. */
final class PageFile {
    /** A page and those it overflows into have as many bytes at most; the values that are asked for are small. */
    private static final long MAX_BYTES = MetaPage.MAX_PAGE_BYTES;

    private final Blob blob;
    private final String location;
    private final MetaPage meta;

    /**
     * Whose each page is that was read: where the header of the bucket lies. Sound databases share no page between
     * buckets; in a damaged one, sharing could make a small file as long to walk as an endless one.
     */
    private final Map<Long, Long> owners = new ConcurrentHashMap<>();

    PageFile(Blob blob, String location, MetaPage meta) {
        this.blob = blob;
        this.location = location;
        this.meta = meta;
    }

    /**
     * Reads a page of a bucket.
     *
     * @param owner where the header of the bucket lies
     */
    Page read(long id, long owner) throws IOException {
        // The first two are the meta pages; comparing without sign lets no number through that only looks small.
        if (id < 2 || Long.compareUnsigned(id, meta.highWater()) >= 0 || id >= blob.size() / meta.pageSize()) {
            throw corrupt(
                    id,
                    offset(id),
                    "there is no such page among " + Long.toUnsignedString(meta.highWater()) + " in a file of "
                            + blob.size() + " bytes, though a bucket at offset " + owner + " refers to it");
        }
        Long other = owners.putIfAbsent(id, owner);
        if (other != null && other != owner) {
            throw corrupt(id, offset(id), "it belongs to two buckets, at offsets " + other + " and " + owner);
        }
        ByteBuffer header = bytes(id, Page.HEADER_BYTES);
        long written = header.getLong(0);
        if (written != id) {
            throw corrupt(id, offset(id), "it says it is page " + Long.toUnsignedString(written));
        }
        long size = (Integer.toUnsignedLong(header.getInt(12)) + 1) * meta.pageSize();
        if (size > MAX_BYTES) {
            throw corrupt(id, offset(id), "it claims " + size + " bytes, over the limit of " + MAX_BYTES);
        }
        return Page.of(this, id, offset(id), bytes(id, size));
    }

    private ByteBuffer bytes(long id, long size) throws IOException {
        long offset = offset(id);
        if (offset + size > blob.size()) {
            throw corrupt(id, offset, "it has " + size + " bytes, but the file ends after " + blob.size() + " in all");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size).order(meta.order());
        blob.readAt(offset, bytes);
        return bytes.flip();
    }

    /** Of a number that no page has, it is the largest offset. */
    private long offset(long id) {
        return id < 0 || id > Long.MAX_VALUE / meta.pageSize() ? Long.MAX_VALUE : id * meta.pageSize();
    }

    CorruptDatabaseException corrupt(long page, long offset, String problem) {
        return new CorruptDatabaseException(location, page, offset, problem);
    }
}
