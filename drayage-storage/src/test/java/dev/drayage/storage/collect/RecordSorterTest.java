package dev.drayage.storage.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSorterTest {
    private static final int WIDTH = 12;

    @TempDir
    Path directory;

    private static List<byte[]> all(SortedRecords records) throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (RecordCursor at = records.cursor(); at.isValid(); at.next()) {
            all.add(at.copy(0, records.width()));
        }
        return all;
    }

    @Test
    void sortsMoreThanItsBufferHoldsAndMoreRunsThanAreOpen() throws IOException {
        Random random = new Random(4);
        TreeSet<byte[]> expected = new TreeSet<>(Arrays::compareUnsigned);
        try (RecordSorter sorter = new RecordSorter(directory, WIDTH, 20 * WIDTH)) {
            for (int i = 0; i < 20_000; i++) {
                // Few first bytes, so that many records begin alike, and some come twice.
                byte[] record = ByteBuffer.allocate(WIDTH)
                        .putLong((long) random.nextInt(50) << 56)
                        .putInt(random.nextInt(500))
                        .array();
                sorter.add(record);
                expected.add(record);
            }
            try (SortedRecords sorted = sorter.finish()) {
                assertThat(all(sorted)).containsExactly(expected.toArray(new byte[0][]));
                assertThat(sorted.count()).isEqualTo(expected.size());
                for (int i = 0; i < 300; i++) {
                    byte[] start = new byte[1 + random.nextInt(WIDTH)];
                    random.nextBytes(start);
                    byte[] next = expected.ceiling(Arrays.copyOf(start, WIDTH));
                    RecordCursor at = sorted.cursor(start);
                    assertThat(at.isValid() ? at.copy(0, WIDTH) : null).isEqualTo(next);
                }
            }
        }
    }

    @Test
    void nothingIsInOrderToo() throws IOException {
        try (RecordSorter sorter = new RecordSorter(directory, WIDTH);
                SortedRecords sorted = sorter.finish()) {
            assertThat(sorted.count()).isZero();
            assertThat(sorted.cursor().isValid()).isFalse();
            assertThat(sorted.contains(new byte[] {1})).isFalse();
        }
    }

    @Test
    void highBytesComeLast() throws IOException {
        try (RecordSorter sorter = new RecordSorter(directory, WIDTH)) {
            byte[] high = new byte[WIDTH];
            high[0] = (byte) 0xff;
            byte[] low = new byte[WIDTH];
            low[WIDTH - 1] = 1;
            sorter.add(high);
            sorter.add(low);
            try (SortedRecords sorted = sorter.finish()) {
                assertThat(all(sorted)).containsExactly(low, high);
            }
        }
    }
}
