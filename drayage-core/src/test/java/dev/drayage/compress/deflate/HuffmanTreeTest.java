package dev.drayage.compress.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.Randomized;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HuffmanTreeTest {
    private static final int SYMBOLS = 286;

    private static int[] frequencies(Random random) {
        int[] frequencies = new int[SYMBOLS];
        int most = 1 + random.nextInt(random.nextBoolean() ? 3 : 40);
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            frequencies[symbol] = random.nextInt(3) == 0 ? 0 : random.nextInt(most);
        }
        return frequencies;
    }

    /** What the best code takes, found in the plainest way: each join adds a bit to all below it. */
    private static long fewestBits(int[] frequencies) {
        PriorityQueue<Long> trees = new PriorityQueue<>();
        for (int frequency : frequencies) {
            if (frequency != 0) {
                trees.add((long) frequency);
            }
        }
        long bits = 0;
        while (trees.size() > 1) {
            long joined = trees.remove() + trees.remove();
            bits += joined;
            trees.add(joined);
        }
        return bits;
    }

    /** How much of all codes are given away, in parts of 2^15. */
    private static int share(HuffmanTree tree, int symbols) {
        int share = 0;
        for (int symbol = 0; symbol < symbols; symbol++) {
            if (tree.length(symbol) != 0) {
                share += 1 << (HuffmanTree.MAX_BITS - tree.length(symbol));
            }
        }
        return share;
    }

    @Test
    void noCodeIsBetterAndNoneIsLeftOver() {
        Randomized.check(300, random -> {
            int[] frequencies = frequencies(random);
            frequencies[0] = 1;
            frequencies[SYMBOLS - 1] = 1;
            HuffmanTree tree = HuffmanTree.of(frequencies, HuffmanTree.MAX_BITS);
            assertThat(tree.bits(frequencies)).isEqualTo(fewestBits(frequencies));
            assertThat(share(tree, SYMBOLS)).isEqualTo(1 << HuffmanTree.MAX_BITS);
            assertThat(tree.last()).isEqualTo(SYMBOLS - 1);
        });
    }

    @Test
    void noCodeIsLongerThanTheLimit() {
        int[] frequencies = new int[19];
        int one = 1;
        int next = 1;
        // Fibonacci's numbers make the deepest trees.
        for (int symbol = 0; symbol < frequencies.length; symbol++) {
            frequencies[symbol] = one;
            int sum = one + next;
            one = next;
            next = sum;
        }
        for (int limit : new int[] {7, 15}) {
            HuffmanTree tree = HuffmanTree.of(frequencies, limit);
            for (int symbol = 0; symbol < frequencies.length; symbol++) {
                assertThat(tree.length(symbol)).isBetween(1, limit);
            }
            assertThat(share(tree, frequencies.length)).isEqualTo(1 << HuffmanTree.MAX_BITS);
        }
    }

    @Test
    void thereAreAlwaysTwoCodes() {
        for (int only : new int[] {0, 1, 2, 29}) {
            int[] frequencies = new int[30];
            frequencies[only] = 5;
            HuffmanTree tree = HuffmanTree.of(frequencies, HuffmanTree.MAX_BITS);
            assertThat(tree.length(only)).isEqualTo(1);
            assertThat(share(tree, 30)).isEqualTo(1 << HuffmanTree.MAX_BITS);
        }
    }

    @Test
    void codesAreThoseOfTheExampleInTheRfc() throws IOException {
        // RFC 1951, 3.2.2: F is 00, A to E are 010 to 110, G is 1110 and H is 1111.
        HuffmanTree tree = HuffmanTree.ofLengths(new byte[] {3, 3, 3, 3, 3, 2, 4, 4});
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        BitWriter bits = new BitWriter(written);
        for (int symbol : new int[] {5, 0, 1, 6, 7}) {
            tree.write(symbol, bits);
        }
        bits.align();
        bits.flush();
        // The first bit is the lowest: 00 010 011 | 1110 1111.
        assertThat(written.toByteArray()).containsExactly(0b1100_1000, 0b1111_0111);
    }
}
