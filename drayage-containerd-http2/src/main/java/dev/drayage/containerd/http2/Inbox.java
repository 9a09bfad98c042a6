package dev.drayage.containerd.http2;

import java.nio.ByteBuffer;

/** Bytes that came and were not taken yet: a ring that grows to what may come. Guarded by whoever has it. */
final class Inbox {
    private static final int FIRST_BYTES = 1 << 10;

    private final int max;
    private byte[] ring = {};
    private int start;
    private int count;

    Inbox(int max) {
        this.max = max;
    }

    int count() {
        return count;
    }

    /** Takes all that remains in a buffer, which must fit. */
    void put(ByteBuffer bytes) {
        grow(count + bytes.remaining());
        while (bytes.hasRemaining()) {
            int at = (start + count) % ring.length;
            int part = Math.min(bytes.remaining(), ring.length - at);
            bytes.get(ring, at, part);
            count += part;
        }
    }

    /** Gives as much as there is and fits. */
    int get(ByteBuffer target) {
        int given = Math.min(count, target.remaining());
        for (int left = given; left > 0; ) {
            int part = Math.min(left, ring.length - start);
            target.put(ring, start, part);
            start = (start + part) % ring.length;
            left -= part;
        }
        count -= given;
        return given;
    }

    private void grow(int needed) {
        if (needed <= ring.length) {
            return;
        }
        int larger = Math.max(FIRST_BYTES, ring.length);
        while (larger < needed) {
            larger *= 2;
        }
        ByteBuffer moved = ByteBuffer.allocate(Math.min(larger, max));
        int held = get(moved);
        ring = moved.array();
        start = 0;
        count = held;
    }

    void clear() {
        ring = new byte[0];
        start = 0;
        count = 0;
    }
}
