package dev.drayage.compress.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds earlier occurrences by hash chains: positions whose first three bytes have the same hash are linked, the newest
 * first. How far a chain is followed is a matter of the level.
 */
final class MatchFinder {
    /** No position; the first byte of the input has this number, and no match ever starts there. */
    static final int NONE = 0;

    static final int WINDOW_BYTES = 32 << 10;
    /** So many bytes must follow a position, unless the input ends, before what matches there is final. */
    static final int LOOKAHEAD = Alphabet.MAX_LENGTH + Alphabet.MIN_LENGTH + 1;
    /** Less than the window, which in zlib slides while there are still so many bytes in front of it. */
    static final int MAX_DISTANCE = WINDOW_BYTES - LOOKAHEAD;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int HASHES = 1 << 15;
    private static final int HASH_SHIFT = 5;
    private static final int POSITION_MASK = WINDOW_BYTES - 1;
    private static final int LONGEST_LINK = Character.MAX_VALUE;

    private final byte[] bytes;
    private final DeflateLevel level;
    /** The newest position of each hash. */
    private final int[] heads = new int[HASHES];
    /** For each position of the window the distance to the next older one in its chain. */
    private final char[] links = new char[WINDOW_BYTES];

    private int start;

    MatchFinder(byte[] bytes, DeflateLevel level) {
        this.bytes = bytes;
        this.level = level;
    }

    /**
     * Puts a position at the head of its chain; at least three bytes are there.
     *
     * @return the head so far, or {@link #NONE}
     */
    int insert(int position) {
        int hash = bytes[position] << (2 * HASH_SHIFT);
        hash ^= (bytes[position + 1] & 0xff) << HASH_SHIFT;
        hash ^= bytes[position + 2] & 0xff;
        hash &= HASHES - 1;
        int before = heads[hash];
        heads[hash] = position;
        links[position & POSITION_MASK] = (char) Math.min(position - before, LONGEST_LINK);
        return before;
    }

    /**
     * Follows a chain to the longest match, of several the nearest, and returns its length.
     *
     * @param head where the chain begins
     * @param known the length to exceed, returned if no match does
     * @param available how many bytes there are at {@code position}
     */
    int longest(int position, int head, int known, int available) {
        byte[] bytes = this.bytes;
        char[] links = this.links;
        int most = Math.min(Alphabet.MAX_LENGTH, available);
        int nice = Math.min(level.niceLength(), available);
        int oldest = Math.max(NONE, position - MAX_DISTANCE);
        int left = known >= level.goodLength() ? level.chain() >> 2 : level.chain();
        int longest = known;
        if (longest >= nice) {
            return longest;
        }
        short wanted = (short) SHORTS.get(bytes, position + longest - 1);
        int at = head;
        do {
            if ((short) SHORTS.get(bytes, at + longest - 1) == wanted) {
                int length = commonLength(bytes, at, position, most);
                if (length > longest) {
                    longest = length;
                    start = at;
                    if (length >= nice) {
                        break;
                    }
                    wanted = (short) SHORTS.get(bytes, position + longest - 1);
                }
            }
            at -= links[at & POSITION_MASK];
        } while (at > oldest && --left > 0);
        return longest;
    }

    /** Where the match starts that was found last. */
    int start() {
        return start;
    }

    private static int commonLength(byte[] bytes, int at, int position, int most) {
        int length = 0;
        while (length <= most - Long.BYTES) {
            long difference = (long) LONGS.get(bytes, at + length) ^ (long) LONGS.get(bytes, position + length);
            if (difference != 0) {
                return length + Long.numberOfTrailingZeros(difference) / Byte.SIZE;
            }
            length += Long.BYTES;
        }
        while (length < most && bytes[at + length] == bytes[position + length]) {
            length++;
        }
        return length;
    }

    /** All bytes moved towards the start, by a multiple of the window. */
    void slide(int by) {
        for (int hash = 0; hash < HASHES; hash++) {
            heads[hash] = Math.max(NONE, heads[hash] - by);
        }
    }
}
