package dev.drayage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.Randomized;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrittenRangesTest {

    @Test
    void tellsHowFarThereIsNoGap() {
        Randomized.check(500, random -> {
            List<int[]> ranges = new ArrayList<>();
            int size = 0;
            for (int i = 0; i < 30; i++) {
                int count = 1 + random.nextInt(9);
                ranges.add(new int[] {size, count});
                size += count;
            }
            Collections.shuffle(ranges, random);
            BitSet bits = new BitSet();
            WrittenRanges written = new WrittenRanges();
            int position = 0;
            for (int[] range : ranges) {
                written.add(range[0], range[1]);
                bits.set(range[0], range[0] + range[1]);
                int end = bits.nextClearBit(position);
                assertThat(written.endFrom(position)).isEqualTo(end);
                position += random.nextInt(end - position + 1);
            }
            assertThat(written.endFrom(position)).isEqualTo(size);
        });
    }
}
