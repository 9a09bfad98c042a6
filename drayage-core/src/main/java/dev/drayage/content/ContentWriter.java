package dev.drayage.content;

import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way in (containerd's {@code content.Writer}). Bytes are appended; nothing can be read from the store
 * before {@link #commit}. For one thread at a time.
 *
 * <p>Closing without a commit keeps what was written, so that a later writer of the same ref goes on from there; closing
 * after a commit does nothing.
 */
public interface ContentWriter extends Closeable {

    /** How far the ingest is. */
    IngestStatus status() throws IOException;

    /** The sha256 digest of the bytes so far, or the digest by the algorithm of what is expected, where that is known. */
    Digest digest() throws IOException;

    /** Appends all that remains in {@code bytes}. */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Appends a range of a blob; stores that can let the kernel copy it do.
     *
     * @throws IndexOutOfBoundsException if the range does not lie within the blob
     */
    default void write(Blob blob, long position, long count) throws IOException {
        WriterTransfer.append(blob, position, count, this);
    }

    /**
     * How much of a blob {@link #write(Blob, long, long)} is best given at once: little enough that an interrupt is seen
     * soon, or everything where each call costs a request, which sees interrupts itself.
     *
     * @return bytes, 1 or more
     */
    default long preferredWriteSize() {
        return 8 << 20;
    }

    /**
     * Cuts the ingest back to its first {@code size} bytes, as when a source cannot be read from where it was left.
     *
     * @param size 0 to {@link IngestStatus#offset()}
     * @throws ContentException of kind {@link ContentException.Kind#OUT_OF_RANGE} if it is anything else
     */
    void truncate(long size) throws IOException;

    /**
     * Makes the ingest content, durably, if it is what it should be; the writer is done then.
     *
     * @param size how many bytes it must have; 0 where nothing is known
     * @param expected the digest it must have; null where nothing is known
     * @param labels what to note of it; where it is stored already, its labels stay
     * @return what is stored now
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if size or digest are others,
     *     which keeps the ingest; {@link AlreadyExistsException} if the content is stored already,
     *     which ends the ingest. A writer that went on from earlier bytes and finds the digest wrong cannot tell which of
     *     them are bad (a power cut may have left some unwritten): {@link #truncate} it to 0 and write all again
     */
    ContentInfo commit(long size, @Nullable Digest expected, Map<String, String> labels) throws IOException;
}
