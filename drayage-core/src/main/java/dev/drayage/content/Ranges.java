package dev.drayage.content;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What blobs have in common: the checks of positions and counts, and how a read keeps within what there is. */
public final class Ranges {
    private Ranges() {}

    /** How a blob fills a target that has room for nothing beyond its end. */
    @FunctionalInterface
    public interface Filling {
        /** Fills all that remains of the target with the bytes from {@code position} on, both being within the blob. */
        void fill(long position, ByteBuffer target) throws IOException;
    }

    /**
     * Reads as {@link Blob#readAt} promises.
     *
     * @param size of the blob, which is open
     */
    public static int read(long position, ByteBuffer target, long size, Filling filling) throws IOException {
        requirePosition(position);
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= size) {
            return -1;
        }
        int start = target.position();
        int limit = target.limit();
        target.limit(start + (int) Math.min(target.remaining(), size - position));
        try {
            filling.fill(position, target);
            return target.position() - start;
        } finally {
            target.limit(limit);
        }
    }

    /** Refuses a negative position with an {@link IllegalArgumentException}. */
    public static void requirePosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative: " + position);
        }
    }

    /** Refuses a negative count with an {@link IllegalArgumentException}. */
    public static void requireCount(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative: " + count);
        }
    }
}
