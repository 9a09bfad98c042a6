package dev.drayage.delta.correction;

import dev.drayage.delta.deflate.ChunkStream;
import dev.drayage.delta.deflate.GoBlockBits;
import dev.drayage.delta.deflate.GoHuffmanCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Packs what is written to it as a correction says: one or more members of gzip. The end is written when it is closed; what
 * it writes to stays open.
 */
public final class CorrectedStream extends ChunkStream {
    private static final byte[] NONE = {};

    private final OutputStream out;
    private final GoBlockBits bits;
    private final PlainWindow window = new PlainWindow();
    private final StreamCoding coding;
    private int[] tokens = new int[1 << 14];
    private State state = State.MEMBER;
    private boolean isLast;
    private int kind;
    private int count;
    private int read;
    private boolean isClosed;

    private enum State {
        MEMBER,
        BLOCK,
        TOKENS,
        END
    }

    /**
     * Begins.
     *
     * @param correction what {@link Correction#write} wrote; it is read in single bytes, and stays open
     * @throws CorrectionException if it is of a kind that is not known here
     */
    public CorrectedStream(OutputStream out, InputStream correction) throws IOException {
        this.out = out;
        this.bits = new GoBlockBits(out);
        if (correction.read() != Correction.VERSION) {
            throw new CorrectionException("is of a version that is not known here; a newer dray may know it");
        }
        TokenGuess guess = Guess.of(correction.read()).start().get();
        this.coding = new StreamCoding(new ChoiceDecoder(correction), guess, window);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int taken = window.append(bytes, from, left);
            from += taken;
            left -= taken;
            run();
        }
    }

    @Override
    public void close() throws IOException {
        if (!isClosed) {
            isClosed = true;
            run();
            if (window.ahead() > 0) {
                throw new CorrectionException("is for fewer bytes than there are");
            }
        }
    }

    private void run() throws IOException {
        while (state != State.END && (isClosed || window.ahead() >= PlainWindow.AHEAD)) {
            switch (state) {
                case MEMBER -> {
                    out.write(coding.member(NONE));
                    state = State.BLOCK;
                }
                case BLOCK -> beginBlock();
                default -> nextToken();
            }
        }
        if (state == State.END && window.ahead() > 0) {
            throw new CorrectionException("is for fewer bytes than there are");
        }
        coding.check();
    }

    private void beginBlock() throws IOException {
        isLast = coding.isLast(false);
        kind = coding.kind(0);
        if (kind == DeflateBlock.STORED) {
            int length = coding.stored(0);
            bits.writeStoredHeader(length, isLast);
            bits.flush();
            out.write(window.bytes(), window.index(window.position()), length);
            coding.passStored(length);
            endBlock();
            return;
        }
        if (kind > DeflateBlock.DYNAMIC) {
            throw new CorrectionException("has a block of a kind that there is not");
        }
        count = coding.count(0);
        read = 0;
        state = State.TOKENS;
        if (count == 0) {
            endTokens();
        }
    }

    private void nextToken() throws IOException {
        if (read == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * read);
        }
        tokens[read++] = coding.token(0);
        if (read == count) {
            endTokens();
        }
    }

    private void endTokens() throws IOException {
        bits.write((isLast ? 1 : 0) | kind << 1, 3);
        if (kind == DeflateBlock.FIXED) {
            writeTokens(GoBlockBits.FIXED_LITERALS, GoBlockBits.FIXED_OFFSETS);
            if (count == 0) {
                coding.flushed();
            }
        } else {
            DynamicHeader header = coding.dynamic(tokens, count, null);
            header.write(bits);
            writeTokens(
                    GoHuffmanCode.ofLengths(header.lengths(), 0, header.literals),
                    GoHuffmanCode.ofLengths(header.lengths(), header.literals, header.offsets));
        }
        endBlock();
    }

    private void writeTokens(GoHuffmanCode literals, GoHuffmanCode offsets) throws IOException {
        bits.writeTokens(tokens, count, literals, offsets);
        bits.writeCode(literals, GoBlockBits.END_OF_BLOCK);
    }

    private void endBlock() throws IOException {
        state = State.BLOCK;
        if (isLast) {
            bits.flush();
            out.write(coding.trailer());
            state = coding.isMore(false) ? State.MEMBER : State.END;
        }
    }
}
