package dev.drayage.compress.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The tables of RFC 1951, 3.2.5, built from its text: how many extra bits each symbol has, and where the first begins. */
class AlphabetTest {
    private static final int[] LENGTH_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5
    };
    private static final int[] DISTANCE_BITS = {
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
    };

    @Test
    void eachLengthHasItsSymbolAndExtraBits() {
        int length = 3;
        for (int at = 0; at < LENGTH_BITS.length; at++) {
            for (int extra = 0; extra < 1 << LENGTH_BITS[at] && length < 258; extra++) {
                int symbol = Alphabet.lengthSymbol(length);
                assertThat(symbol).as("symbol of length %s", length).isEqualTo(257 + at);
                assertThat(Alphabet.lengthExtraBits(symbol)).isEqualTo(LENGTH_BITS[at]);
                assertThat(Alphabet.lengthExtra(length, LENGTH_BITS[at])).isEqualTo(extra);
                length++;
            }
        }
        assertThat(length).isEqualTo(258);
        assertThat(Alphabet.lengthSymbol(258)).isEqualTo(285);
        assertThat(Alphabet.lengthExtraBits(285)).isZero();
    }

    @Test
    void eachDistanceHasItsSymbolAndExtraBits() {
        int distance = 1;
        for (int symbol = 0; symbol < DISTANCE_BITS.length; symbol++) {
            assertThat(Alphabet.distanceExtraBits(symbol)).isEqualTo(DISTANCE_BITS[symbol]);
            for (int extra = 0; extra < 1 << DISTANCE_BITS[symbol]; extra++) {
                assertThat(Alphabet.distanceSymbol(distance))
                        .as("symbol of distance %s", distance)
                        .isEqualTo(symbol);
                assertThat(Alphabet.distanceExtra(distance, DISTANCE_BITS[symbol]))
                        .isEqualTo(extra);
                distance++;
            }
        }
        assertThat(distance).isEqualTo(32_769);
    }
}
