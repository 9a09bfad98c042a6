package dev.drayage.content;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An immutable run of bytes of known size that can be read at any offset.
 *
 * <p>Reads are positional and keep no state, so any number of threads may share one blob. Streams and channels are
 * sections over a blob, never the other way round (containerd's {@code content.ReaderAt}).
 *
 * <p>A blob holds whatever its source needs (a file handle, a connection) until it is closed; reads after that throw
 * {@link java.nio.channels.ClosedChannelException}. Reads are <em>not</em> verified against a digest:
 * {@link Verification} does that.
 */
public interface Blob extends Closeable {

    /** Size in bytes, 0 or more; the same for the life of the blob. */
    long size();

    /**
     * Reads bytes from {@code position} on until {@code target} is full or the blob ends.
     *
     * @param position offset in bytes from the start of the blob, 0 or more; at or past the end nothing is read
     * @return the number of bytes read, fewer than {@code target.remaining()} only at the end of the blob; -1 when
     *     {@code position} is at or past the end and {@code target} has room
     * @throws IllegalArgumentException if {@code position} is negative
     * @throws ContentException of kind {@link ContentException.Kind#OUT_OF_RANGE} if the source turns out to hold fewer
     *     bytes than {@link #size()}
     */
    int readAt(long position, ByteBuffer target) throws IOException;

    /**
     * Writes {@code count} bytes from {@code position} on to {@code target}, by the kernel's own copy where both sides
     * are files. Stops early only at the end of the blob.
     *
     * @return the number of bytes written, 0 or more
     * @throws IllegalArgumentException if {@code position} or {@code count} is negative
     */
    default long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return BufferedTransfer.copy(this, position, count, target);
    }

    /**
     * How much to read at once where it is faster to read several stretches of a large blob at the same time, by
     * {@link #transferTo}, than all of it in order: a blob behind a network, where each request waits for a response.
     *
     * @return bytes, 1 or more; 0 if reading in order is the fastest way, as with files and memory
     */
    default long preferredChunkSize() {
        return 0;
    }

    /**
     * The {@code length} bytes from {@code offset} on, as a blob of its own that reads through this one. Closing the
     * slice leaves this blob open; closing this blob closes all its slices.
     *
     * @throws IndexOutOfBoundsException if the range does not lie within this blob
     */
    default Blob slice(long offset, long length) {
        return SliceBlob.of(this, offset, length);
    }

    /**
     * Looks where in what this blob lies in the bytes went wrong, once they turned out to be: a volume of an archive that
     * was cut into several has a digest of its own. May read a lot.
     *
     * @return a few words for messages; empty if that is not known
     */
    default Optional<String> damage(long position, long length) throws IOException {
        return Optional.empty();
    }

    /** A read-only channel over this blob, starting at 0. It is for one thread; closing it leaves the blob open. */
    default SeekableByteChannel newChannel() {
        return new BlobChannel(this);
    }

    /** A stream over this blob, starting at 0. It is for one thread; closing it leaves the blob open. */
    default InputStream newInputStream() {
        return Channels.newInputStream(newChannel());
    }

    /** A blob of these bytes. They are not copied: the caller must not change them any more. */
    static Blob ofBytes(byte[] bytes) {
        return new BytesBlob(ByteBuffer.wrap(bytes));
    }

    /**
     * A blob over a regular file, of the size the file has now.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws ContentException of kind {@link ContentException.Kind#INVALID_ARGUMENT} if it is not a regular file
     */
    static Blob ofFile(Path file) throws IOException {
        return FileBlob.open(file);
    }

    /**
     * A blob over a file that is open, of the size it has now; closing the blob closes the channel.
     *
     * @param file where it is, or was: what messages call it
     */
    static Blob ofChannel(Path file, FileChannel channel) throws IOException {
        return FileBlob.of(file, channel);
    }
}
