package dev.drayage.registry;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.Ranges;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A blob in a registry, read by range. Reads that follow one another share a connection, from which each takes what it
 * needs; other reads ask for their own range. A registry without ranges is read once in order, into a temporary file as
 * soon as anybody reads out of order.
 */
final class RemoteBlob implements Blob {
    /** How much to ask for at once where several stretches are read at the same time. */
    static final long STRETCH = 16 << 20;

    private static final int BUFFER_BYTES = 256 << 10;
    private static final int RESTING = 4;

    private final RangeSource source;
    private final long maxSpillBytes;
    private final long size;
    private final ArrayDeque<RangeStream> resting = new ArrayDeque<>();
    private volatile boolean rangesIgnored;
    private long lastEnd;
    private @Nullable SpooledBlob spill;
    private boolean closed;

    private RemoteBlob(RangeSource source, long maxSpillBytes, long size) {
        this.source = source;
        this.maxSpillBytes = maxSpillBytes;
        this.size = size;
    }

    /** Opens a blob, with a request for its first stretch that tells whether and how large it is. */
    static RemoteBlob open(RangeSource source, long maxSpillBytes) throws IOException {
        long claimed = source.descriptor().size();
        RangeStream first = new RangeStream(source, 0, Math.min(claimed, STRETCH));
        RangeSource.Range range = first.begin();
        OptionalLong total = range.total();
        RemoteBlob blob = new RemoteBlob(source, maxSpillBytes, total.orElse(claimed));
        blob.rangesIgnored = claimed > 0 && range.response().status() == 200;
        if (blob.rangesIgnored && claimed > STRETCH) {
            // It gives everything anyway.
            first = first.extendedTo(claimed);
        }
        blob.putBack(first);
        return blob;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long preferredChunkSize() {
        return rangesIgnored ? 0 : STRETCH;
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        requireOpen();
        return Ranges.read(position, target, size, this::fill);
    }

    private void fill(long position, ByteBuffer target) throws IOException {
        int start = target.position();
        while (target.hasRemaining()) {
            readSome(position + target.position() - start, target);
        }
    }

    private void readSome(long position, ByteBuffer target) throws IOException {
        RangeStream stream = takeAt(position, target.remaining());
        if (stream == null) {
            spill().readAt(position, target);
            return;
        }
        try {
            while (target.hasRemaining() && stream.read(target) >= 0) {
                // As much as is wanted and there is.
            }
            putBack(stream);
        } catch (RangesIgnoredException e) {
            rangesIgnored = true;
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** Asks for exactly these bytes, on a connection of their own, and passes them on as they come. */
    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        Ranges.requirePosition(position);
        Ranges.requireCount(count);
        requireOpen();
        long end = position + Math.min(count, Math.max(0, size - position));
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(0, end - position)));
        long at = position;
        while (at < end) {
            RangeStream stream = takeAt(at, end - at);
            if (stream == null) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
                at += readAt(at, buffer);
                write(buffer, target);
                continue;
            }
            try {
                while (at < end) {
                    buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
                    int read = stream.read(buffer);
                    if (read < 0) {
                        break;
                    }
                    at += read;
                    write(buffer, target);
                }
                putBack(stream);
            } catch (RangesIgnoredException e) {
                rangesIgnored = true;
            } catch (IOException | RuntimeException e) {
                stream.close();
                throw e;
            }
        }
        return at - position;
    }

    private static void write(ByteBuffer buffer, WritableByteChannel target) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
    }

    /** A stream that gives the byte at this position next; null if only the spill can have it. */
    private @Nullable RangeStream takeAt(long position, long wanted) throws IOException {
        synchronized (this) {
            requireOpen();
            if (spill != null) {
                return null;
            }
            for (Iterator<RangeStream> all = resting.iterator(); all.hasNext(); ) {
                RangeStream candidate = all.next();
                if (candidate.position() == position) {
                    all.remove();
                    if (!candidate.resume()) {
                        candidate.close();
                    }
                    return candidate;
                }
            }
            if (rangesIgnored) {
                return null;
            }
            boolean goesOn = position == lastEnd;
            return new RangeStream(source, position, goesOn ? size : Math.min(size, position + wanted));
        }
    }

    private void putBack(RangeStream stream) {
        RangeStream surplus = null;
        synchronized (this) {
            lastEnd = stream.position();
            if (closed || stream.position() >= stream.end() || !stream.rest()) {
                surplus = stream;
            } else {
                resting.add(stream);
                if (resting.size() > RESTING) {
                    surplus = resting.remove();
                }
            }
        }
        if (surplus != null) {
            surplus.close();
        }
    }

    private synchronized void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private synchronized SpooledBlob spill() throws IOException {
        requireOpen();
        if (spill == null) {
            if (size > maxSpillBytes) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        source.what() + ": the registry ignores ranges and the blob has " + size
                                + " bytes, over the limit of " + maxSpillBytes + " for a temporary file");
            }
            resting.forEach(RangeStream::close);
            resting.clear();
            spill = new SpooledBlob(source, size);
        }
        return spill;
    }

    @Override
    public void close() throws IOException {
        @Nullable SpooledBlob mine;
        synchronized (this) {
            closed = true;
            resting.forEach(RangeStream::close);
            resting.clear();
            mine = spill;
        }
        if (mine != null) {
            mine.close();
        }
    }

    @Override
    public String toString() {
        return source.descriptor() + " in " + source.location();
    }
}
