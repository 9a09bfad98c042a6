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
        requireOpen();
        int count = Ranges.read(position, target, length, (at, within) -> whole.readAt(offset + at, within));
        return count < 0 ? whole.readAt(whole.size(), target) : count; // -1, or the news that the whole is closed
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

    @Override
    public long preferredChunkSize() {
        return whole.preferredChunkSize();
    }

    /** The whole blob belongs to whoever opened it. */
    @Override
    public void close() {
        closed = true;
    }
}
