package dev.drayage.compress.deflate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Compresses a stream with lazy matching: a match is deferred by one byte, and if a longer one starts there, the byte
 * becomes a literal and the longer match is deferred in turn.
 *
 * <p>The bytes depend on the input alone, not on the pieces it is written in. They are those of JZlib 1.1.3
 * at level 6, whose digests the tests pin.
 */
public final class DeflateEncoder {
    private static final int BUFFER_BYTES = 8 * MatchFinder.WINDOW_BYTES;
    private static final int NO_MATCH = Alphabet.MIN_LENGTH - 1;
    /** From this length on no longer match is searched for. */
    private static final int LAZY_LENGTH = 16;
    /** Beyond this distance a match of three bytes takes more bits than three literals. */
    private static final int TOO_FAR = 4096;

    private final BitWriter target;
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final MatchFinder finder = new MatchFinder(bytes);
    private final Block block;
    private int end;
    /** Of the byte that comes next. */
    private int position;

    private int blockStart;
    /** Whether the byte before {@link #position} awaits what is found there. */
    private boolean isDeferred;
    /** Of the deferred match. */
    private int length = NO_MATCH;

    private int start;

    /** Compressed bytes go to {@code target}. */
    public DeflateEncoder(OutputStream target) {
        this.target = new BitWriter(target);
        this.block = new Block(this.target);
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
        while (end - position >= lookahead) {
            int available = end - position;
            int candidate = available >= Alphabet.MIN_LENGTH ? finder.insert(position) : MatchFinder.NONE;
            int lengthBefore = length;
            int startBefore = start;
            length = NO_MATCH;
            if (candidate != MatchFinder.NONE
                    && lengthBefore < LAZY_LENGTH
                    && position - candidate <= reach(available)) {
                length = finder.longest(position, candidate, lengthBefore, available);
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

    /** If zlib's window slides just here, near the end of the input, its first byte is taken for {@link MatchFinder#NONE}. */
    private int reach(int available) {
        boolean slides =
                available < MatchFinder.LOOKAHEAD && position % MatchFinder.WINDOW_BYTES == MatchFinder.MAX_DISTANCE;
        return slides ? MatchFinder.MAX_DISTANCE - 1 : MatchFinder.MAX_DISTANCE;
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
        block.end(bytes, blockStart, position - blockStart, last);
        blockStart = position;
    }

    /** Makes room by dropping what is out of reach. */
    private void slide() {
        int by = (position - MatchFinder.WINDOW_BYTES) & -MatchFinder.WINDOW_BYTES;
        System.arraycopy(bytes, by, bytes, 0, end - by);
        end -= by;
        position -= by;
        blockStart -= by;
        start -= by;
        finder.slide(by);
    }
}
