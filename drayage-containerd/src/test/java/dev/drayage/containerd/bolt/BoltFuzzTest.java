package dev.drayage.containerd.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever the file holds, reading it ends: in a result, or in the one exception there is for it. */
class BoltFuzzTest {
    private static final int PAGE = 4096;
    private static final int RUNS = 2000;

    /** More than the sample has: a damaged page may show more entries, but only as many as bytes can hold. */
    private static final int MOST_ENTRIES = 20_000;

    /** What is read, or null if it is refused. */
    private static @Nullable List<String> read(byte[] file) throws IOException {
        try {
            List<String> lines = Dump.of(file);
            assertThat(lines).hasSizeLessThan(MOST_ENTRIES);
            return lines;
        } catch (CorruptDatabaseException e) {
            assertThat(e).hasMessageContaining(" at offset ");
            return null;
        }
    }

    @Test
    void everyPrefixIsReadOrRefused() throws IOException {
        byte[] whole = SampleDatabase.bytes();
        List<String> expected = Dump.of(whole);
        int refused = 0;
        for (int length = 0; length < whole.length; length += 61) {
            List<String> lines = read(Arrays.copyOf(whole, length));
            if (lines == null) {
                refused++;
            } else {
                assertThat(lines).isEqualTo(expected);
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void everyFlippedBitOfAHeaderIsReadOrRefused() throws IOException {
        byte[] file = SampleDatabase.bytes();
        for (int page = 0; page < file.length / PAGE; page++) {
            for (int bit = 0; bit < 8 * 64; bit++) {
                int at = page * PAGE + bit / 8;
                file[at] ^= (byte) (1 << bit % 8);
                read(file);
                file[at] ^= (byte) (1 << bit % 8);
            }
        }
        assertThat(read(file)).isNotNull();
    }

    @Test
    void aFlippedBitInAMetaPageChangesNothingThatIsSeen() throws IOException {
        byte[] file = SampleDatabase.bytes();
        List<String> expected = Dump.of(file);
        int older = newerMeta(file) == 0 ? PAGE : 0;
        for (int bit = 16 * 8; bit < MetaPage.BYTES * 8; bit++) {
            file[older + bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(read(file)).as("bit " + bit).isEqualTo(expected);
            file[older + bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    private static int newerMeta(byte[] file) {
        return Arrays.compareUnsigned(reversed(file, 64), reversed(file, PAGE + 64)) > 0 ? 0 : 1;
    }

    private static byte[] reversed(byte[] file, int at) {
        byte[] number = new byte[8];
        for (int i = 0; i < number.length; i++) {
            number[i] = file[at + 7 - i];
        }
        return number;
    }

    @Test
    void randomDamageIsReadOrRefused() throws IOException {
        byte[] whole = SampleDatabase.bytes();
        Randomized.check(RUNS, random -> {
            byte[] file = whole.clone();
            for (int damage = 1 + random.nextInt(20); damage > 0; damage--) {
                // Meta pages are guarded by checksums: what lies behind them is what has to stand on its own.
                int at = 2 * PAGE + random.nextInt(file.length - 2 * PAGE);
                file[at] = (byte) random.nextInt();
            }
            read(file);
        });
    }

    @Test
    void swappedPagesAreReadOrRefused() throws IOException {
        byte[] whole = SampleDatabase.bytes();
        int pages = whole.length / PAGE;
        Randomized.check(RUNS, random -> {
            byte[] file = whole.clone();
            int from = 2 + random.nextInt(pages - 2);
            int to = 2 + random.nextInt(pages - 2);
            System.arraycopy(whole, from * PAGE, file, to * PAGE, PAGE);
            file[to * PAGE] = (byte) to; // as if it belonged there
            read(file);
        });
    }
}
