package dev.drayage.delta.correction;

import dev.drayage.delta.deflate.GoBlockBits;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads blocks of deflate, one at a time, as tokens. */
final class DeflateBlock {
    static final int STORED = 0;
    static final int FIXED = 1;
    static final int DYNAMIC = 2;
    /** More than encoders put into a block. */
    static final int MAX_TOKENS = 1 << 22;

    private static final int MIN_MATCH = 3;
    private static final int MAX_MATCH = 258;
    private static final int LENGTHS = GoBlockBits.LITERALS - GoBlockBits.LENGTH_CODES;
    private static final CodeReader FIXED_LITERALS = CodeReader.fixed(144, 8, 112, 9, 24, 7, 8, 8);
    private static final CodeReader FIXED_OFFSETS = CodeReader.fixed(30, 5);

    private final BitReader in;
    boolean isLast;
    int kind;
    /** Of a stored block, in bytes. */
    int storedLength;

    int[] tokens = new int[1 << 14];
    int count;
    /** Of a dynamic block. */
    @Nullable
    DynamicHeader header;

    DeflateBlock(BitReader in) {
        this.in = in;
    }

    /** Reads the next; what a stored block holds is to be passed over by whoever reads. */
    void read() throws IOException {
        isLast = in.read(1) == 1;
        kind = in.read(2);
        count = 0;
        header = null;
        switch (kind) {
            case STORED -> {
                if (!in.align()) {
                    throw new CorrectionException("is for what is no deflate that is known here");
                }
                storedLength = in.read(16);
                if (in.read(16) != (~storedLength & 0xffff)) {
                    throw new CorrectionException("is for what is no deflate that is known here");
                }
                for (int i = 0; i < storedLength; i++) {
                    in.read(Byte.SIZE);
                }
            }
            case FIXED -> readTokens(FIXED_LITERALS, FIXED_OFFSETS);
            case DYNAMIC -> {
                DynamicHeader read = DynamicHeader.read(new HeaderBits());
                header = read;
                int all = read.literals + read.offsets;
                readTokens(
                        new CodeReader(read.lengths(), 0, read.literals),
                        new CodeReader(read.lengths(), read.literals, all));
            }
            default -> throw new CorrectionException("is for what is no deflate that is known here");
        }
    }

    private void readTokens(CodeReader literals, CodeReader offsets) throws IOException {
        for (int symbol = literals.read(in); symbol != GoBlockBits.END_OF_BLOCK; symbol = literals.read(in)) {
            int token = symbol;
            if (symbol > GoBlockBits.END_OF_BLOCK) {
                int code = symbol - GoBlockBits.LENGTH_CODES;
                if (code >= LENGTHS) {
                    throw new CorrectionException("is for what is no deflate that is known here");
                }
                int length = GoBlockBits.lengthBase(code) + in.read(GoBlockBits.lengthExtra(code)) + MIN_MATCH;
                if (length == MAX_MATCH && code < LENGTHS - 1) {
                    throw new CorrectionException("would write a match of " + MAX_MATCH + " bytes in another way");
                }
                int far = offsets.read(in);
                if (far >= GoBlockBits.OFFSETS) {
                    throw new CorrectionException("is for what is no deflate that is known here");
                }
                token = GoBlockBits.match(
                        length, GoBlockBits.offsetBase(far) + in.read(GoBlockBits.offsetExtra(far)) + 1);
            }
            if (count == tokens.length) {
                if (count == MAX_TOKENS) {
                    throw new CorrectionException("is for what is no deflate that is known here");
                }
                tokens = Arrays.copyOf(tokens, 2 * count);
            }
            tokens[count++] = token;
        }
    }

    /** A header as it is written. */
    private final class HeaderBits implements DynamicHeader.Fields {
        private @Nullable CodeReader own;

        @Override
        public int count(int bits) throws IOException {
            return in.read(bits);
        }

        @Override
        public int ownLength() throws IOException {
            return in.read(3);
        }

        @Override
        public void own(int[] bySymbol) throws IOException {
            own = new CodeReader(bySymbol, 0, bySymbol.length);
        }

        @Override
        public int symbol() throws IOException {
            if (own == null) {
                throw new CorrectionException("is for what is no deflate that is known here");
            }
            return own.read(in);
        }

        @Override
        public int extra(int bits) throws IOException {
            return in.read(bits);
        }
    }
}
