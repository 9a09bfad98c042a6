package dev.drayage.compress.deflate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Compresses a stream, from level 4 on with lazy matching: a match is deferred by one byte, and if a longer one starts
 * there, the byte becomes a literal and the longer match is deferred in turn.
 *
 * <p>The bytes depend on the input and the level alone, not on the pieces it is written in. Where no level is named, they
 * are those of JZlib 1.1.3 at level 6, whose digests the tests pin.
 */
public final class DeflateEncoder {
    private static final int BUFFER_BYTES = 8 * MatchFinder.WINDOW_BYTES;
    private static final int NO_MATCH = Alphabet.MIN_LENGTH - 1;
    /** Beyond this distance a match of three bytes takes more bits than three literals. */
    private static final int TOO_FAR = 4096;

    private final DeflateLevel level;
    private final BitWriter target;
    private final byte[] bytes = new byte[BUFFER_BYTES + MatchFinder.LOOKAHEAD];
    private final MatchFinder finder;
    private final Block block;
    private int end;
    /** How much came before what is in the buffer. */
    private long dropped;
    /** Where gzip's last window begins, once the end of the input is near; negative before. */
    private int lastWindow = -1;
    /** Of the byte that comes next. */
    private int position;
    /** Where that was when it was last looked for a match. */
    private int searched;

    private int blockStart;
    /** Whether the byte before {@link #position} awaits what is found there. */
    private boolean isDeferred;
    /** Of the deferred match. */
    private int length = NO_MATCH;

    private int start;

    /** Compressed bytes go to {@code target}. */
    public DeflateEncoder(OutputStream target) {
        this(target, DeflateLevel.JZLIB);
    }

    /** Compressed bytes go to {@code target}. */
    public DeflateEncoder(OutputStream target, DeflateLevel level) {
        this.level = level;
        this.target = new BitWriter(target);
        this.finder = new MatchFinder(bytes, level);
        this.block = new Block(this.target, level);
    }

    /** Compresses the bytes; the target may get the result later. */
    public void write(byte[] source, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, source.length);
        for (int taken = 0; taken < count; ) {
            if (end == BUFFER_BYTES) {
                deflate(MatchFinder.LOOKAHEAD);
                slide();
            }
            int part = Math.min(count - taken, BUFFER_BYTES - end);
            System.arraycopy(source, offset + taken, bytes, end, part);
            end += part;
            taken += part;
        }
    }

    /** Ends the stream; the target stays open. Nothing may be written afterwards. */
    public void finish() throws IOException {
        if (level.end() == DeflateLevel.End.STALE) {
            deflate(MatchFinder.LOOKAHEAD);
            layStaleBytes();
        }
        deflate(1);
        if (isDeferred) {
            block.addLiteral(bytes[position - 1]);
            isDeferred = false;
        }
        endBlock(true);
        target.flush();
    }

    /** Continues while at least so many bytes follow. */
    private void deflate(int lookahead) throws IOException {
        if (level.isLazy()) {
            deflateLazily(lookahead);
        } else {
            deflateGreedily(lookahead);
        }
    }

    private void deflateLazily(int lookahead) throws IOException {
        while (end - position >= lookahead) {
            searched = position;
            int available = end - position;
            int candidate = available >= Alphabet.MIN_LENGTH ? finder.insert(position) : MatchFinder.NONE;
            int lengthBefore = length;
            int startBefore = start;
            length = NO_MATCH;
            if (candidate != MatchFinder.NONE
                    && lengthBefore < level.lazyLength()
                    && position - candidate <= reach(available)) {
                length = longest(candidate, lengthBefore, available);
                start = finder.start();
                if (length == Alphabet.MIN_LENGTH && position - start > TOO_FAR) {
                    length = NO_MATCH;
                }
            }
            if (lengthBefore > NO_MATCH && length <= lengthBefore) {
                emitMatch(startBefore, lengthBefore);
            } else {
                defer();
            }
        }
    }

    /** Takes each match as it comes. */
    private void deflateGreedily(int lookahead) throws IOException {
        while (end - position >= lookahead) {
            searched = position;
            int available = end - position;
            int candidate = available >= Alphabet.MIN_LENGTH ? finder.insert(position) : MatchFinder.NONE;
            int matched = NO_MATCH;
            if (candidate != MatchFinder.NONE && position - candidate <= reach(available)) {
                matched = longest(candidate, NO_MATCH, available);
            }
            boolean complete;
            if (matched > NO_MATCH) {
                block.addMatch(matched, position - finder.start());
                complete = block.isComplete(position - blockStart);
                if (matched <= level.lazyLength() && available - matched >= Alphabet.MIN_LENGTH) {
                    for (int inserted = position + 1; inserted < position + matched; inserted++) {
                        finder.insert(inserted);
                    }
                }
                position += matched;
            } else {
                block.addLiteral(bytes[position]);
                complete = block.isComplete(position - blockStart);
                position++;
            }
            if (complete) {
                endBlock(false);
            }
        }
    }

    /** If zlib's window slides just here, near the end of the input, its first byte is taken for {@link MatchFinder#NONE}. */
    private int reach(int available) {
        if (level.end() == DeflateLevel.End.STALE) {
            return reachOfLastWindow();
        }
        boolean slides =
                available < MatchFinder.LOOKAHEAD && position % MatchFinder.WINDOW_BYTES == MatchFinder.MAX_DISTANCE;
        return slides ? MatchFinder.MAX_DISTANCE - 1 : MatchFinder.MAX_DISTANCE;
    }

    private int reachOfLastWindow() {
        int inWindow = position - lastWindow;
        if (lastWindow < 0 || inWindow > MatchFinder.WINDOW_BYTES + MatchFinder.MAX_DISTANCE) {
            return lastWindow < 0 ? MatchFinder.MAX_DISTANCE : 0;
        }
        boolean isFirst = dropped + lastWindow > 0 && inWindow == MatchFinder.MAX_DISTANCE;
        return isFirst ? MatchFinder.MAX_DISTANCE - 1 : MatchFinder.MAX_DISTANCE;
    }

    private int longest(int candidate, int known, int available) {
        if (lastWindow < 0) {
            return finder.longest(position, candidate, known, available);
        }
        return Math.min(finder.longest(position, candidate, known, Alphabet.MAX_LENGTH), available);
    }

    /** Puts behind the input what gzip's window holds there: two zeros, then what was there before it slid. */
    private void layStaleBytes() {
        long slides = slides(dropped + position, 0);
        lastWindow = (int) (slides * MatchFinder.WINDOW_BYTES - dropped);
        for (int i = end; i < end + MatchFinder.LOOKAHEAD; i++) {
            bytes[i] = slides == 0 || i < end + 2 ? 0 : bytes[i - MatchFinder.WINDOW_BYTES];
        }
    }

    /** Emits the deferred match, which starts at the byte before. */
    private void emitMatch(int from, int matched) throws IOException {
        block.addMatch(matched, position - 1 - from);
        boolean complete = block.isComplete(position - blockStart);
        int behind = position - 1 + matched;
        int lastToInsert = Math.min(behind - 1, end - Alphabet.MIN_LENGTH);
        for (int inserted = position + 1; inserted <= lastToInsert; inserted++) {
            finder.insert(inserted);
        }
        position = behind;
        isDeferred = false;
        length = NO_MATCH;
        if (complete) {
            endBlock(false);
        }
    }

    private void defer() throws IOException {
        if (isDeferred) {
            block.addLiteral(bytes[position - 1]);
            if (block.isComplete(position - blockStart)) {
                endBlock(false);
            }
        }
        isDeferred = true;
        position++;
    }

    private void endBlock(boolean last) throws IOException {
        block.end(bytes, isStartGone() ? -1 : blockStart, position - blockStart, last);
        blockStart = position;
    }

    /** Whether the start of the block has left gzip's window, which slides as soon as too little is in front of it. */
    private boolean isStartGone() {
        if (level.end() != DeflateLevel.End.STALE) {
            return false;
        }
        long window = lastWindow >= 0 ? dropped + lastWindow : slides(dropped + searched, 1) * MatchFinder.WINDOW_BYTES;
        return dropped + blockStart < window;
    }

    /**
     * How often gzip's window has slid at a position.
     *
     * @param later by how many bytes that is later than at the end of the input
     */
    private static long slides(long at, int later) {
        int first = MatchFinder.WINDOW_BYTES + MatchFinder.MAX_DISTANCE + later;
        return at < first ? 0 : (at - first) / MatchFinder.WINDOW_BYTES + 1;
    }

    /** Makes room by dropping what is out of reach. */
    private void slide() {
        int by = (position - MatchFinder.WINDOW_BYTES) & -MatchFinder.WINDOW_BYTES;
        System.arraycopy(bytes, by, bytes, 0, end - by);
        dropped += by;
        end -= by;
        position -= by;
        blockStart -= by;
        start -= by;
        searched -= by;
        finder.slide(by);
    }
}
