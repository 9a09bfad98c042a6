package dev.drayage.ingest;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentIngester;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Takes small blobs in by the hundred: what a place may offer beside {@link ContentIngester} where opening, syncing and
 * committing each by itself costs more than its bytes do. Thread-safe.
 */
public interface BulkIngester {

    /**
     * A small blob in memory.
     *
     * @param descriptor what it is
     * @param bytes its content, all that remains of the buffer; nobody changes it any more
     */
    record SmallBlob(Descriptor descriptor, ByteBuffer bytes) {}

    /** Those of the blobs that are stored; they stay, for whoever asks, as if a writer had been asked for. */
    Set<Digest> stored(Collection<Descriptor> blobs) throws IOException;

    /**
     * Stores blobs, all of them or none. When this returns they would survive a power cut; broken off, it leaves nothing
     * to go on with.
     *
     * @return those that were not there before
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if bytes are not what the
     *     descriptor says
     */
    Set<Digest> store(List<SmallBlob> blobs) throws IOException;
}
