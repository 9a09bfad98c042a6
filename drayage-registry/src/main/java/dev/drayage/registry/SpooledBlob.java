package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.file.DiskFullException;
import dev.drayage.file.OwnFiles;
import dev.drayage.registry.RangeSource.Range;
import dev.drayage.registry.http.MalformedResponseException;
import dev.drayage.task.Retries;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A blob of a registry without ranges, on its way into a temporary file: read in order, as far as somebody needs it, and
 * no further than its size. Thread-safe; one thread reads on while others wait.
 */
final class SpooledBlob implements Closeable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final RangeSource source;
    private final long size;

    /** Not a channel: interrupting one reader would close that for all. */
    private final RandomAccessFile file;

    private final byte[] block = new byte[BUFFER_BYTES];
    private @Nullable Range range;
    private long filled;
    private @Nullable Retries retries;

    SpooledBlob(RangeSource source, long size) throws IOException {
        this.source = source;
        this.size = size;
        this.file = OwnFiles.createTemporary();
    }

    /** Fills the target, which must not reach past the end of the blob. */
    synchronized void readAt(long position, ByteBuffer target) throws IOException {
        long needed = position + target.remaining();
        while (filled < needed) {
            fill();
        }
        file.seek(position);
        while (target.hasRemaining()) {
            int count = Math.min(block.length, target.remaining());
            file.readFully(block, 0, count);
            target.put(block, 0, count);
        }
    }

    private void fill() throws IOException {
        try {
            Range current = range != null ? range : begin();
            ByteBuffer buffer = ByteBuffer.wrap(block, 0, (int) Math.min(block.length, size - filled));
            if (current.response().read(buffer) < 0) {
                throw new EOFException("the response ended " + (size - filled) + " bytes too early");
            }
            keep(buffer.position());
            filled += buffer.position();
        } catch (InterruptedIOException | ContentException | SpillFailure e) {
            drop();
            throw e;
        } catch (MalformedResponseException e) {
            drop();
            throw new ContentException(
                    Kind.INTERNAL, source.what() + " at offset " + filled + ": " + e.getMessage(), e);
        } catch (IOException e) {
            drop();
            Retries tries = retries != null ? retries : source.transport().retries();
            retries = tries;
            if (!tries.failed()) {
                throw new ContentException(
                        Kind.UNAVAILABLE,
                        source.what() + " at offset " + filled + ": " + e.getMessage() + " (tried " + tries.failures()
                                + " times)",
                        e);
            }
            tries.pause();
        }
    }

    private void keep(int count) throws IOException {
        try {
            file.seek(filled);
            file.write(block, 0, count);
        } catch (IOException e) {
            throw new SpillFailure(
                    source.what() + ": "
                            + DiskFullException.explainTemporary(e, filled).getMessage(),
                    e);
        }
    }

    /** Without ranges it begins at the beginning; what is in the file already is passed over. */
    private Range begin() throws IOException {
        Range begun = source.get(0, 0);
        range = begun;
        ByteBuffer passed = ByteBuffer.wrap(block);
        for (long skipped = 0; skipped < filled; skipped += passed.position()) {
            passed.clear().limit((int) Math.min(passed.capacity(), filled - skipped));
            if (begun.response().read(passed) < 0) {
                throw new EOFException("the response ended " + (filled - skipped) + " bytes too early");
            }
        }
        return begun;
    }

    private void drop() {
        if (range != null) {
            range.response().close();
            range = null;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        drop();
        file.close();
    }

    /** The file could not be written: no fault of the registry. */
    private static final class SpillFailure extends IOException {
        private static final long serialVersionUID = 1L;

        SpillFailure(String message, IOException cause) {
            super(message, cause);
        }
    }
}
