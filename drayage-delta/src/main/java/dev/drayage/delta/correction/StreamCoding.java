package dev.drayage.delta.correction;

import dev.drayage.delta.deflate.GoBlockBits;
import dev.drayage.delta.deflate.GzipHeader;
import dev.drayage.delta.deflate.GzipTrailer;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a correction says, one thing after the other, in either direction: whoever writes a correction gives what is there,
 * whoever reads it gets it, and what the other gives is passed over.
 */
final class StreamCoding {
    private static final int MIN_MATCH = 3;
    private static final int KIND_BITS = 2;
    private static final int LENGTH_BITS = 8;
    private static final int SYMBOL_BITS = 5;
    private static final int RECENT = 8;

    /** Whose header a block has. */
    private static final int MAKER_BITS = 2;

    private static final int OWN = 0;
    private static final int GO = 1;
    private static final int ZLIB = 2;

    private final ChoiceCoder coder;
    private final TokenGuess guess;
    private final PlainWindow window;
    private final CRC32 checksum = new CRC32();
    private int checked;
    private long memberSize;

    private final short[] isMore = ChoiceCoder.odds(1);
    private final short[] headerSizes = ChoiceCoder.oddsOfNumber();
    private final short[] headerBytes = ChoiceCoder.oddsOfTree(Byte.SIZE);
    private final short[] isLast = ChoiceCoder.odds(1);
    private final short[] kinds = ChoiceCoder.oddsOfTree(KIND_BITS);
    private final short[] storedLengths = ChoiceCoder.oddsOfNumber();
    private final short[] counts = ChoiceCoder.oddsOfNumber();

    /** By how the last guesses went, and what is guessed. */
    private final short[] isRight = ChoiceCoder.odds(2 * RECENT);

    private final short[] isMatch = ChoiceCoder.odds(1);
    private final short[] isSameDistance = ChoiceCoder.odds(1);
    private final short[] lengths = ChoiceCoder.oddsOfTree(LENGTH_BITS);
    private final short[] distances = ChoiceCoder.oddsOfNumber();
    private int recent;

    private final short[] makers = ChoiceCoder.oddsOfTree(MAKER_BITS);
    private final short[] headerCounts = ChoiceCoder.oddsOfTree(SYMBOL_BITS);
    private final short[] ownLengths = ChoiceCoder.oddsOfTree(3);
    /** By the symbol before. */
    private final short[][] headerSymbols = new short[DynamicHeader.LENGTH_SYMBOLS][];

    StreamCoding(ChoiceCoder coder, TokenGuess guess, PlainWindow window) {
        this.coder = coder;
        this.guess = guess;
        this.window = window;
        for (int i = 0; i < headerSymbols.length; i++) {
            headerSymbols[i] = ChoiceCoder.oddsOfTree(SYMBOL_BITS);
        }
    }

    /** The header of a member of gzip. */
    byte[] member(byte[] header) throws IOException {
        int size = coder.number(headerSizes, header.length);
        if (size > GzipHeader.MAX_BYTES) {
            throw new CorrectionException("has a header of gzip that is too long");
        }
        byte[] read = Arrays.copyOf(header, size);
        for (int i = 0; i < size; i++) {
            read[i] = (byte) coder.tree(headerBytes, Byte.SIZE, read[i] & 0xff);
        }
        checksum.reset();
        checked = window.position();
        memberSize = 0;
        guess.begin(window);
        return read;
    }

    /** Whether another member follows. */
    boolean isMore(boolean is) throws IOException {
        return flag(isMore, 0, is);
    }

    boolean isLast(boolean is) throws IOException {
        return flag(isLast, 0, is);
    }

    private boolean flag(short[] odds, int kind, boolean is) throws IOException {
        return coder.bit(odds, kind, is ? 1 : 0) == 1;
    }

    /** The kind of a block. */
    int kind(int kind) throws IOException {
        return coder.tree(kinds, KIND_BITS, kind);
    }

    /** The length of a stored block, which is passed by {@link #passStored}. */
    int stored(int length) throws IOException {
        int read = coder.number(storedLengths, length);
        if (read > GoBlockBits.MAX_STORED || read > window.ahead()) {
            throw new CorrectionException("stores more than there is");
        }
        return read;
    }

    void passStored(int length) {
        guess.skip(window, length);
        window.advance(length);
        if (length == 0) {
            flushed();
        }
    }

    /** A block without anything fills up the last byte. */
    void flushed() {
        guess.flushed(window);
    }

    /** How many tokens a block has. */
    int count(int count) throws IOException {
        int read = coder.number(counts, count);
        if (read > DeflateBlock.MAX_TOKENS) {
            throw new CorrectionException("has a block of " + read + " tokens");
        }
        return read;
    }

    /** The next token; what it stands for is passed. */
    int token(int token) throws IOException {
        if (window.ahead() == 0) {
            throw new CorrectionException("is for more bytes than there are");
        }
        int guessed = guess.next(window);
        boolean isMatchGuessed = GoBlockBits.isMatch(guessed);
        int read = guessed;
        if (flag(isRight, isMatchGuessed ? recent + RECENT : recent, token == guessed)) {
            recent = recent << 1 & (RECENT - 1);
        } else {
            recent = (recent << 1 | 1) & (RECENT - 1);
            read = isMatchGuessed && !flag(isMatch, 0, GoBlockBits.isMatch(token))
                    ? window.bytes()[window.index(window.position())] & 0xff
                    : match(guessed, token);
        }
        int length = GoBlockBits.bytes(read);
        if (length > window.ahead()) {
            throw new CorrectionException("has a match that is longer than what there is");
        }
        if (GoBlockBits.isMatch(read) && GoBlockBits.offsetOf(read) >= reach()) {
            throw new CorrectionException("has a match with what is not there");
        }
        guess.take(window, read);
        window.advance(length);
        return read;
    }

    private int match(int guessed, int token) throws IOException {
        boolean isSame = GoBlockBits.isMatch(guessed)
                && flag(
                        isSameDistance,
                        0,
                        GoBlockBits.isMatch(token) && GoBlockBits.offsetOf(token) == GoBlockBits.offsetOf(guessed));
        int length = coder.tree(lengths, LENGTH_BITS, GoBlockBits.lengthOf(token) & 0xff) + MIN_MATCH;
        int offset = isSame
                ? GoBlockBits.offsetOf(guessed)
                : coder.number(distances, GoBlockBits.offsetOf(token) & (PlainWindow.BEHIND - 1));
        // What is larger is refused all the same.
        return GoBlockBits.match(length, Math.min(offset, PlainWindow.BEHIND) + 1);
    }

    /** How far back a match can refer. */
    private int reach() {
        return (int) Math.min(PlainWindow.BEHIND, memberSize + (window.position() - checked));
    }

    /**
     * The header of a block.
     *
     * @param tokens what it has, of which the header may follow
     * @param header what there is; null when it is read
     */
    DynamicHeader dynamic(int[] tokens, int count, @Nullable DynamicHeader header) throws IOException {
        TokenCounts counts = new TokenCounts(tokens, count);
        if (header == null) {
            return switch (coder.tree(makers, MAKER_BITS, 0)) {
                case OWN -> DynamicHeader.read(new CodedHeader(null));
                case ZLIB -> counts.zlibHeader();
                case GO -> counts.goHeader();
                default -> throw new CorrectionException("has a header that nobody makes");
            };
        }
        int maker = header.equals(counts.goHeader()) ? GO : header.equals(counts.zlibHeader()) ? ZLIB : OWN;
        coder.tree(makers, MAKER_BITS, maker);
        if (maker == OWN) {
            DynamicHeader.read(new CodedHeader(header));
        }
        return header;
    }

    /** Adds what was passed since to the checksum of the member; before the window moves on. */
    void check() {
        int count = window.position() - checked;
        checksum.update(window.bytes(), window.index(checked), count);
        memberSize += count;
        checked = window.position();
    }

    /** What is behind a member: its checksum and size (RFC 1952, 2.3.1). */
    byte[] trailer() {
        check();
        return GzipTrailer.of(checksum.getValue(), memberSize);
    }

    /** A header as it is in a correction. */
    private final class CodedHeader implements DynamicHeader.Fields {
        private final @Nullable DynamicHeader header;
        private int countsRead;
        private int ownRead;
        private int runsRead;
        private int before;

        CodedHeader(@Nullable DynamicHeader header) {
            this.header = header;
        }

        @Override
        public int count(int bits) throws IOException {
            int known = 0;
            if (header != null) {
                known = switch (countsRead) {
                    case 0 -> header.literals - 257;
                    case 1 -> header.offsets - 1;
                    default -> header.ownCount - 4;
                };
            }
            countsRead++;
            return coder.tree(headerCounts, SYMBOL_BITS, known);
        }

        @Override
        public int ownLength() throws IOException {
            return coder.tree(ownLengths, 3, header == null ? 0 : header.ownLengths[ownRead++]);
        }

        @Override
        public void own(int[] bySymbol) throws IOException {
            // Symbols are coded by how frequent they are here.
        }

        @Override
        public int symbol() throws IOException {
            before = coder.tree(headerSymbols[before], SYMBOL_BITS, header == null ? 0 : header.runs[runsRead] & 31);
            if (before >= DynamicHeader.LENGTH_SYMBOLS) {
                throw new CorrectionException("has a length that there is not");
            }
            if (before < DynamicHeader.LENGTH_SYMBOLS - 3) {
                runsRead++;
            }
            return before;
        }

        @Override
        public int extra(int bits) throws IOException {
            return coder.even(header == null ? 0 : header.runs[runsRead++] >> 5, bits);
        }
    }
}
