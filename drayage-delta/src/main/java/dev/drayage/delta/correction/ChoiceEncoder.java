package dev.drayage.delta.correction;

import java.io.IOException;
import java.io.OutputStream;

/** Writes choices as a range code, as LZMA does. */
final class ChoiceEncoder extends ChoiceCoder {
    private final OutputStream target;
    private long low;
    private int range = -1;
    private int held;
    private long heldCount = 1;
    private long count;

    /** @param target is written to in single bytes */
    ChoiceEncoder(OutputStream target) {
        this.target = target;
    }

    /** Bytes so far. */
    long count() {
        return count;
    }

    @Override
    int bit(short[] odds, int kind, int bit) throws IOException {
        int ofZero = odds[kind];
        int bound = (range >>> ODDS_BITS) * ofZero;
        if (bit == 0) {
            range = bound;
            odds[kind] = (short) (ofZero + (((1 << ODDS_BITS) - ofZero) >> RENEWAL));
        } else {
            low += Integer.toUnsignedLong(bound);
            range -= bound;
            odds[kind] = (short) (ofZero - (ofZero >> RENEWAL));
        }
        normalize();
        return bit;
    }

    @Override
    int even(int bits, int count) throws IOException {
        for (int i = count - 1; i >= 0; i--) {
            range >>>= 1;
            if ((bits >>> i & 1) != 0) {
                low += Integer.toUnsignedLong(range);
            }
            normalize();
        }
        return bits;
    }

    /** Writes what is held back. */
    void finish() throws IOException {
        for (int i = 0; i < 5; i++) {
            shift();
        }
    }

    private void normalize() throws IOException {
        while ((range & 0xff00_0000) == 0) {
            range <<= 8;
            shift();
        }
    }

    /** A byte can be written once no carry can reach it. */
    private void shift() throws IOException {
        if (low < 0xff00_0000L || low > 0xffff_ffffL) {
            int carry = (int) (low >>> 32);
            for (int out = held; heldCount > 0; heldCount--) {
                target.write(out + carry);
                count++;
                out = 0xff;
            }
            held = (int) (low >>> 24) & 0xff;
        }
        heldCount++;
        low = (low & 0x00ff_ffffL) << 8;
    }
}
