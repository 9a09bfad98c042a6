package dev.drayage.compress.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.Randomized;
import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class BitWriterTest {

    @Test
    void writesTheLowestBitFirst() {
        Randomized.check(50, random -> {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            BitWriter writer = new BitWriter(written);
            BitSet expected = new BitSet();
            int size = 0;
            int times = random.nextInt(2) == 0 ? 20 : 40_000;
            for (int time = 0; time < times; time++) {
                int count = random.nextInt(33);
                int bits = count == 0 ? 0 : random.nextInt() >>> (32 - count);
                writer.write(bits, count);
                for (int bit = 0; bit < count; bit++) {
                    expected.set(size++, (bits >>> bit & 1) == 1);
                }
            }
            writer.align();
            writer.flush();
            assertThat(written.size()).isEqualTo((size + 7) / 8);
            assertThat(BitSet.valueOf(written.toByteArray())).isEqualTo(expected);
        });
    }

    @Test
    void wholeBytesFollowTheByteThatWasBegun() {
        Randomized.check(50, random -> {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            BitWriter writer = new BitWriter(written);
            int before = 1 + random.nextInt(7);
            writer.write(1, before);
            writer.align();
            writer.writeBytes(new byte[] {9, 8, 7, 6}, 1, 2);
            writer.write(1, 1);
            writer.align();
            writer.flush();
            assertThat(written.toByteArray()).containsExactly(1, 8, 7, 1);
        });
    }
}
