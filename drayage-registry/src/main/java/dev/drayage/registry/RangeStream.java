package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.registry.RangeSource.Range;
import dev.drayage.registry.http.MalformedResponseException;
import dev.drayage.task.Retries;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a blob, read in order. Where a connection breaks it goes on with another one at the very byte. For one
 * thread at a time.
 */
final class RangeStream implements Closeable {
    /** After so many bytes, earlier failures are forgiven. */
    private static final long FORGIVING_BYTES = 1 << 20;

    private final RangeSource source;
    private final long end;
    private @Nullable Range range;
    private long position;
    private @Nullable Retries retries;
    private long sinceFailure;

    RangeStream(RangeSource source, long position, long end) {
        this.source = source;
        this.position = position;
        this.end = end;
    }

    /** Asks for the first bytes now; the response may describe the blob. */
    Range begin() throws IOException {
        Range begun = source.get(position, end);
        if (begun.start() != position) {
            begun.response().close();
            throw new RangesIgnoredException();
        }
        range = begun;
        return begun;
    }

    /** The same stream, for a longer stretch: for a response that gives more than was asked for. */
    RangeStream extendedTo(long further) {
        RangeStream extended = new RangeStream(source, position, further);
        extended.range = range;
        return extended;
    }

    long position() {
        return position;
    }

    long end() {
        return end;
    }

    /** Reads some bytes, at least one; -1 at the end of the stretch. */
    int read(ByteBuffer target) throws IOException {
        if (position >= end) {
            return -1;
        }
        int limit = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), end - position));
        try {
            while (true) {
                try {
                    return readOnce(target);
                } catch (InterruptedIOException | ContentException | RangesIgnoredException e) {
                    close();
                    throw e;
                } catch (MalformedResponseException e) {
                    close();
                    throw new ContentException(
                            Kind.INTERNAL, source.what() + " at offset " + position + ": " + e.getMessage(), e);
                } catch (IOException e) {
                    close();
                    failed(e);
                }
            }
        } finally {
            target.limit(limit);
        }
    }

    private int readOnce(ByteBuffer target) throws IOException {
        Range current = range != null ? range : begin();
        if (position == current.end()) {
            close();
            current = begin();
        }
        int read = current.response().read(target);
        if (read < 0) {
            throw new EOFException(
                    "the response ended " + (Math.min(current.end(), end) - position) + " bytes too early");
        }
        position += read;
        sinceFailure += read;
        if (position == end && current.end() == end) {
            // Sees the end of the body, so that the connection can be used again.
            current.response().read(ByteBuffer.allocate(1));
        }
        return read;
    }

    private void failed(IOException failure) throws IOException {
        Retries tries = retries != null ? retries : source.transport().retries();
        retries = tries;
        if (sinceFailure >= FORGIVING_BYTES) {
            tries.progressed();
        }
        sinceFailure = 0;
        if (!tries.failed()) {
            throw new ContentException(
                    Kind.UNAVAILABLE,
                    source.what() + " at offset " + position + ": " + failure.getMessage() + " (tried "
                            + tries.failures() + " times)",
                    failure);
        }
        tries.pause();
    }

    /** Says that nobody reads now; false if it had better be closed. */
    boolean rest() {
        return range != null && range.response().rest();
    }

    /** Goes on after a rest; false if the connection was given up. */
    boolean resume() {
        return range != null && range.response().resume();
    }

    /** Gives the connection up; reading on opens another. */
    @Override
    public void close() {
        if (range != null) {
            range.response().close();
            range = null;
        }
    }
}
