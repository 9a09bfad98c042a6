package dev.drayage.delta.tardiff;

import java.io.IOException;
import java.util.Arrays;

/** Where all stretches of {@link #SEED} bytes are that lie near a place in an old file. The place moves with what is read. */
final class LocalIndex {
    static final int SEED = 8;

    private static final int REACH = 512;
    private static final int BITS = 10;
    private static final int WAYS = 4;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long[] table = new long[WAYS << BITS];
    private final int[] next = new int[1 << BITS];
    private PagedBytes old = new PagedBytes(1);
    private long center;
    private long begin;
    private long end;

    void reset(PagedBytes file) {
        old = file;
        Arrays.fill(table, -1);
        center = 0;
        begin = 0;
        end = 0;
    }

    /** Makes a place the one to look around. */
    void moveTo(long place) throws IOException {
        center = Math.max(0, Math.min(place, old.size()));
        long from = Math.max(0, center - REACH);
        long to = Math.min(old.size() - SEED + 1, center + REACH);
        if (from >= end || to <= begin) {
            begin = from;
            end = from;
        }
        // What lies before the part that is known is left out unless it is far away: one goes forwards.
        for (; end < to; end++) {
            add(end);
        }
        begin = Math.max(begin, from);
    }

    private void add(long offset) throws IOException {
        int slot = slot(old.longAt(offset));
        int way = next[slot]++ & (WAYS - 1);
        table[slot * WAYS + way] = offset;
    }

    /** Offsets near the place where there may be these eight bytes; says how many. */
    int find(long bytes, long[] offsets) throws IOException {
        int first = slot(bytes) * WAYS;
        int found = 0;
        for (int way = 0; way < WAYS; way++) {
            long offset = table[first + way];
            if (offset >= 0 && Math.abs(offset - center) <= REACH && old.longAt(offset) == bytes) {
                offsets[found++] = offset;
            }
        }
        return found;
    }

    private static int slot(long bytes) {
        return (int) ((bytes * MULTIPLIER) >>> (Long.SIZE - BITS));
    }
}
