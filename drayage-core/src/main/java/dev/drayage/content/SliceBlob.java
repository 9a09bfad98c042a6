package dev.drayage.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A range of another blob. Slices of slices read straight through the blob at the bottom. */
final class SliceBlob implements Blob {
    private final Blob whole;
    private final @Nullable SliceBlob parent;
    private final long offset;
    private final long length;
    private volatile boolean closed;

    private SliceBlob(Blob whole, @Nullable SliceBlob parent, long offset, long length) {
        this.whole = whole;
        this.parent = parent;
        this.offset = offset;
        this.length = length;
    }

    static Blob of(Blob whole, long offset, long length) {
        Objects.checkFromIndexSize(offset, length, whole.size());
        if (whole instanceof SliceBlob slice) {
            return new SliceBlob(slice.whole, slice, slice.offset + offset, length);
        }
        return new SliceBlob(whole, null, offset, length);
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        Ranges.requirePosition(position);
        requireOpen();
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= length) {
            return whole.readAt(whole.size(), target); // -1, or the news that the whole is closed
        }
        int limit = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), length - position));
        try {
            return whole.readAt(offset + position, target);
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        Ranges.requirePosition(position);
        Ranges.requireCount(count);
        requireOpen();
        long within = Math.min(count, Math.max(0, length - position));
        return within == 0 ? 0 : whole.transferTo(offset + position, within, target);
    }

    private void requireOpen() throws ClosedChannelException {
        for (SliceBlob slice = this; slice != null; slice = slice.parent) {
            if (slice.closed) {
                throw new ClosedChannelException();
            }
        }
    }

    /** The whole blob belongs to whoever opened it. */
    @Override
    public long stretch() {
        return whole.stretch();
    }

    @Override
    public void close() {
        closed = true;
    }
}
