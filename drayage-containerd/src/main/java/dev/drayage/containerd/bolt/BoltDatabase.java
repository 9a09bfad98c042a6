package dev.drayage.containerd.bolt;

import dev.drayage.containerd.bolt.MetaPage.InvalidMetaException;
import dev.drayage.content.Blob;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A database of bbolt that has been opened: the state that its last whole transaction left. No lock is taken, for
 * nothing writes it: the program whose it is must have ended, or changes of its own may look like damage. Thread-safe.
 */
public final class BoltDatabase implements Closeable {
    private static final long ROOT_OWNER = 0;

    private final Blob blob;
    private final BoltBucket root;

    private BoltDatabase(Blob blob, BoltBucket root) {
        this.blob = blob;
        this.root = root;
    }

    /**
     * Opens the database in a blob. Closing the database closes the blob; so does a failure to open it.
     *
     * @param location what messages call it
     * @throws CorruptDatabaseException if neither meta page is sound
     */
    public static BoltDatabase open(Blob blob, String location) throws IOException {
        try {
            MetaPage meta = newestMeta(blob, location);
            PageFile pages = new PageFile(blob, location, meta);
            return new BoltDatabase(blob, BoltBucket.at(pages, ROOT_OWNER, meta.root()));
        } catch (IOException | RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    private static MetaPage newestMeta(Blob blob, String location) throws IOException {
        try {
            MetaPage first = metaAt(blob, 0);
            Optional<MetaPage> second = soundMeta(blob, first.pageSize());
            return second.filter(other -> Long.compareUnsigned(other.transaction(), first.transaction()) > 0)
                    .orElse(first);
        } catch (InvalidMetaException e) {
            // Without the first, nothing says where the second begins: it tells by having the size it is found at.
            for (int size = MetaPage.MIN_PAGE_BYTES; size <= MetaPage.MAX_PAGE_BYTES; size *= 2) {
                Optional<MetaPage> second = soundMeta(blob, size);
                if (second.isPresent()) {
                    return second.get();
                }
            }
            throw new CorruptDatabaseException(
                    location, 0, 0, "it is no meta page (" + e.getMessage() + "), and neither is the one after it");
        }
    }

    private static Optional<MetaPage> soundMeta(Blob blob, int pageSize) throws IOException {
        try {
            return Optional.of(metaAt(blob, pageSize)).filter(meta -> meta.pageSize() == pageSize);
        } catch (InvalidMetaException e) {
            return Optional.empty();
        }
    }

    private static MetaPage metaAt(Blob blob, long offset) throws IOException, InvalidMetaException {
        ByteBuffer bytes = ByteBuffer.allocate(MetaPage.BYTES);
        blob.readAt(offset, bytes);
        return MetaPage.parse(bytes.flip());
    }

    /** The outermost bucket. */
    public BoltBucket root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        blob.close();
    }
}
