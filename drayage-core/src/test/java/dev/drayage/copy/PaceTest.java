package dev.drayage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Pace pace = new Pace(now::get);

    private void add(long bytes, int milliseconds) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(milliseconds));
        pace.add(bytes);
    }

    @Test
    void nothingIsSlowBeforeItIsKnown() {
        assertThat(pace.isSlow()).isFalse();
        add(1, 1000);
        add(1, 49);
        assertThat(pace.isSlow()).isFalse();
    }

    @Test
    void whatComesSlowerThanTwoHundredMegabytesInASecondIsSlow() {
        add(0, 0);
        add(9_999_999, 50);
        assertThat(pace.isSlow()).isTrue();
    }

    @Test
    void whatComesFasterIsNot() {
        add(0, 0);
        add(20_000_000, 100);
        assertThat(pace.isSlow()).isFalse();
    }

    @Test
    void theLastWindowCounts() {
        add(0, 0);
        add(1, 50);
        add(10_000_000, 50);
        assertThat(pace.isSlow()).isFalse();
        add(1, 50);
        assertThat(pace.isSlow()).isTrue();
    }
}
