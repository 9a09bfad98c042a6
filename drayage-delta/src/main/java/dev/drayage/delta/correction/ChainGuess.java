package dev.drayage.delta.correction;

import dev.drayage.compress.deflate.DeflateLevel;
import dev.drayage.delta.deflate.GoBlockBits;
import java.util.Arrays;

/**
 * Guesses as zlib and Go search: positions of the same few bytes are chained, the newest first, and a match is given up for a
 * longer one at the next byte.
 */
final class ChainGuess implements TokenGuess {
    private static final int WINDOW = PlainWindow.BEHIND;
    private static final int WINDOW_MASK = WINDOW - 1;
    private static final int MAX_MATCH = 258;
    /** A shortest match is not worth a distance above. */
    private static final int FAR = 4096;

    private static final int ZLIB_MIN_MATCH = 3;
    private static final int GO_MIN_MATCH = 4;
    /** zlib slides its window while so many bytes are in front of it. */
    private static final int ZLIB_MAX_DISTANCE = WINDOW - MAX_MATCH - ZLIB_MIN_MATCH - 1;

    private static final int ZLIB_HASH_BITS = 15;
    private static final int GO_HASH_BITS = 17;
    private static final int GO_HASH_FACTOR = 0x1e35a7bd;
    /** Nothing refers to it. */
    private static final int NOWHERE = -1 << 30;

    private final DeflateLevel level;
    private final boolean isGo;
    private final boolean restarts;
    private final int minMatch;
    private final int maxDistance;
    private final int[] heads;
    private final int[] previous = new int[WINDOW];
    /** What was before is out of reach. */
    private int begin;

    private int restarted;
    /** Positions before it are chained, but for those within long matches of levels that leave them out. */
    private int entered;

    private boolean isFound;
    private int foundAt;
    private int foundLength;
    private int foundDistance;

    private ChainGuess(DeflateLevel level, boolean isGo, boolean restarts) {
        this.level = level;
        this.isGo = isGo;
        this.restarts = restarts;
        this.minMatch = isGo ? GO_MIN_MATCH : ZLIB_MIN_MATCH;
        this.maxDistance = isGo ? WINDOW : ZLIB_MAX_DISTANCE;
        this.heads = new int[1 << (isGo ? GO_HASH_BITS : ZLIB_HASH_BITS)];
        Arrays.fill(heads, NOWHERE);
    }

    /** As zlib does at a level, from 1 to 9. */
    static ChainGuess zlib(int level) {
        return new ChainGuess(DeflateLevel.zlib(level), false, false);
    }

    /** The same, and whenever all was written it begins anew, with all of the window as its dictionary. */
    static ChainGuess pigz(int level) {
        return new ChainGuess(DeflateLevel.zlib(level), false, true);
    }

    /** As Go does at a level, from 2 to 9. */
    static ChainGuess go(int level) {
        return new ChainGuess(DeflateLevel.zlib(level), true, false);
    }

    @Override
    public int next(PlainWindow window) {
        int position = window.position();
        if (!isFound || foundAt != position) {
            search(window, position, minMatch - 1);
        }
        int length = foundLength;
        int distance = foundDistance;
        int literal = window.bytes()[window.index(position)] & 0xff;
        if (length < minMatch) {
            return literal;
        }
        if (level.isLazy() && length < level.lazyLength() && window.ahead() > length) {
            search(window, position + 1, isGo ? minMatch - 1 : length);
            if (foundLength > length) {
                return literal;
            }
        }
        // Should it be a literal all the same, what follows is to be searched for as if nothing had been.
        isFound = false;
        return GoBlockBits.match(length, distance);
    }

    @Override
    public void take(PlainWindow window, int token) {
        int position = window.position();
        int length = GoBlockBits.bytes(token);
        if (!level.isLazy() && length > level.lazyLength()) {
            enter(window, position + 1);
            entered = position + length;
        } else {
            enter(window, position + length);
        }
    }

    @Override
    public void skip(PlainWindow window, int count) {
        isFound = false;
        enter(window, window.position() + count);
    }

    @Override
    public void flushed(PlainWindow window) {
        isFound = false;
        int since = window.position() - restarted;
        if (restarts && (since < 0 || since >= WINDOW)) {
            restarted = window.position();
            since = restarted - begin;
            int known = since < 0 ? WINDOW : Math.min(WINDOW, since);
            Arrays.fill(heads, NOWHERE + window.position());
            entered = window.position() - known;
            enter(window, window.position());
        }
    }

    @Override
    public void begin(PlainWindow window) {
        isFound = false;
        begin = window.position();
        restarted = begin;
        entered = begin;
    }

    private void enter(PlainWindow window, int end) {
        byte[] bytes = window.bytes();
        int enterable = window.from(entered) - minMatch + 1;
        int count = Math.min(end - entered, enterable);
        for (int i = 0; i < count; i++) {
            int hash = hash(bytes, window.index(entered));
            previous[entered & WINDOW_MASK] = heads[hash];
            heads[hash] = entered;
            entered++;
        }
    }

    private int hash(byte[] bytes, int at) {
        if (isGo) {
            int four = (bytes[at] & 0xff) << 24
                    | (bytes[at + 1] & 0xff) << 16
                    | (bytes[at + 2] & 0xff) << 8
                    | (bytes[at + 3] & 0xff);
            return (four * GO_HASH_FACTOR) >>> (Integer.SIZE - GO_HASH_BITS);
        }
        int hash = (bytes[at] & 0xff) << 10 ^ (bytes[at + 1] & 0xff) << 5 ^ (bytes[at + 2] & 0xff);
        return hash & ((1 << ZLIB_HASH_BITS) - 1);
    }

    /** Finds the longest match at a position that is longer than what is known. */
    private void search(PlainWindow window, int position, int known) {
        isFound = true;
        foundAt = position;
        foundLength = known;
        int most = Math.min(MAX_MATCH, window.from(position));
        if (most < minMatch) {
            return;
        }
        enter(window, position + 1);
        byte[] bytes = window.bytes();
        int index = window.index(position);
        int nice = Math.min(level.niceLength(), most);
        int tries = !isGo && known >= level.goodLength() ? level.chain() >> 2 : level.chain();
        // Positions begin anew after 2^32: from far away the beginning does not count.
        int since = position - begin;
        int farthest = since < 0 ? maxDistance : Math.min(maxDistance, since);
        int distance = 0;
        int at = previous[position & WINDOW_MASK];
        for (; tries > 0 && foundLength < most; tries--) {
            int farther = position - at;
            if (farther <= distance || farther > farthest) {
                break;
            }
            distance = farther;
            int there = index - distance;
            if (bytes[there + foundLength] == bytes[index + foundLength] && bytes[there] == bytes[index]) {
                int length = window.common(position, at, most);
                if (length > foundLength && (!isGo || length > minMatch || distance <= FAR)) {
                    foundLength = length;
                    foundDistance = distance;
                    if (length >= nice) {
                        break;
                    }
                }
            }
            at = previous[at & WINDOW_MASK];
        }
        if (!isGo && level.isLazy() && foundLength == minMatch && known < minMatch && foundDistance > FAR) {
            foundLength = minMatch - 1;
        }
    }
}
