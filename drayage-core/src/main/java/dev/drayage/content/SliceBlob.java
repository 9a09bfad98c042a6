package dev.drayage.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/** A range of another blob. Slices of slices read straight through the blob at the bottom. */
final class SliceBlob implements Blob {
    private final Blob whole;
    private final long offset;
    private final long length;

    private SliceBlob(Blob whole, long offset, long length) {
        this.whole = whole;
        this.offset = offset;
        this.length = length;
    }

    static Blob of(Blob whole, long offset, long length) {
        Objects.checkFromIndexSize(offset, length, whole.size());
        if (whole instanceof SliceBlob slice) {
            return new SliceBlob(slice.whole, slice.offset + offset, length);
        }
        return new SliceBlob(whole, offset, length);
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        Ranges.requirePosition(position);
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= length) {
            return -1;
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
        long within = Math.min(count, Math.max(0, length - position));
        return within == 0 ? 0 : whole.transferTo(offset + position, within, target);
    }

    @Override
    public void close() {
        // The whole blob belongs to whoever opened it.
    }
}
