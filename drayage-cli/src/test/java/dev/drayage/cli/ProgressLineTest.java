package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
    private static final long MIB = 1 << 20;

    private static long seconds(long count) {
        return TimeUnit.SECONDS.toNanos(count);
    }

    @Test
    void tellsShareTotalRateAndTimeLeft() {
        ProgressLine line = new ProgressLine("image.tar", 800 * MIB, 100, 0);

        assertThat(line.at(seconds(1), 100 * MIB))
                .isEqualTo("image.tar  12% [====>                              ]"
                        + " 100.0 of 800.0 MiB,    100 MiB/s,    0:07 left");
    }

    @Test
    void knowsNoTimeLeftWhileNothingHasMoved() {
        assertThat(new ProgressLine("a", 5 * MIB, 80, 0).at(seconds(1), 0)).endsWith("0 B/s,    -:-- left");
    }

    @Test
    void followsAChangeOfRate() {
        ProgressLine line = new ProgressLine("a", 10_000 * MIB, 80, 0);
        for (int second = 1; second <= 10; second++) {
            line.at(seconds(second), 100 * MIB * second);
        }
        for (int second = 11; second <= 13; second++) {
            line.at(seconds(second), 1000 * MIB + 10 * MIB * (second - 10));
        }

        assertThat(line.at(seconds(14), 1040 * MIB)).contains(" 10 MiB/s,");
    }

    @Test
    void isFullAtTheEnd() {
        assertThat(new ProgressLine("a", 3 * MIB, 80, 0).at(seconds(1), 3 * MIB))
                .contains("100% [====", "====] 3.0 of 3.0 MiB,", "0:00 left");
    }

    @Test
    void nothingToDoIsDone() {
        assertThat(new ProgressLine("a", 0, 80, 0).at(seconds(1), 0)).contains("100%", "0 of 0 B");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 20, 40, 60, 61, 62, 63, 64, 65, 70, 80, 100, 132, 200})
    void fitsTheTerminalAtEveryMoment(int columns) {
        ProgressLine line = new ProgressLine("/a/long/path/to/some/image-of-a-name.tar", 8000 * MIB, columns, 0);
        int length = line.at(0, 0).length();

        for (long done : new long[] {1, MIB, 999 * MIB, 1023 * MIB, 1024 * MIB, 7999 * MIB, 8000 * MIB}) {
            assertThat(line.at(seconds(1 + done / MIB), done)).hasSize(length);
        }
        assertThat(length).isLessThan(columns);
    }

    @Test
    void keepsTheEndOfALongName() {
        assertThat(new ProgressLine("/a/long/path/to/some/image-of-a-long-name.tar", MIB, 100, 0).at(1, 0))
                .startsWith("...")
                .contains("name.tar   0% [>         ]");
    }
}
