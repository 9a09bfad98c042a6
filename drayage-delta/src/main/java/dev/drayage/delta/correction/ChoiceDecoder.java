package dev.drayage.delta.correction;

import java.io.IOException;
import java.io.InputStream;

/** Reads what {@link ChoiceEncoder} wrote. */
final class ChoiceDecoder extends ChoiceCoder {
    private final InputStream source;
    private int code;
    private int range = -1;

    /** @param source is read in single bytes, not beyond the end of what was written */
    ChoiceDecoder(InputStream source) throws IOException {
        this.source = source;
        if (source.read() != 0) {
            throw new CorrectionException("begins with a wrong byte");
        }
        for (int i = 0; i < 4; i++) {
            code = code << 8 | next();
        }
    }

    @Override
    int bit(short[] odds, int kind, int bit) throws IOException {
        int ofZero = odds[kind];
        int bound = (range >>> ODDS_BITS) * ofZero;
        int read;
        if (Integer.compareUnsigned(code, bound) < 0) {
            range = bound;
            odds[kind] = (short) (ofZero + (((1 << ODDS_BITS) - ofZero) >> RENEWAL));
            read = 0;
        } else {
            code -= bound;
            range -= bound;
            odds[kind] = (short) (ofZero - (ofZero >> RENEWAL));
            read = 1;
        }
        normalize();
        return read;
    }

    @Override
    int even(int bits, int count) throws IOException {
        int read = 0;
        for (int i = 0; i < count; i++) {
            range >>>= 1;
            int bit = 0;
            if (Integer.compareUnsigned(code, range) >= 0) {
                code -= range;
                bit = 1;
            }
            read = read << 1 | bit;
            normalize();
        }
        return read;
    }

    private void normalize() throws IOException {
        while ((range & 0xff00_0000) == 0) {
            range <<= 8;
            code = code << 8 | next();
        }
    }

    private int next() throws IOException {
        int read = source.read();
        if (read < 0) {
            throw new CorrectionException("ends too early");
        }
        return read;
    }
}
