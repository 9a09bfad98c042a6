package dev.drayage.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMillis(350));

    private final Clock clock = new Clock();

    @Test
    void waitsTwiceAsLongEachTimeUpToTheLimit() throws IOException {
        Retries retries = Retries.ofAttempts(6, clock, BACKOFF, "waiting");
        int tries = 1;
        while (retries.failed()) {
            retries.pause();
            tries++;
        }
        assertThat(tries).isEqualTo(6);
        assertThat(retries.failures()).isEqualTo(6);
        assertThat(clock.slept).extracting(Duration::toMillis).containsExactly(100L, 200L, 350L, 350L, 350L);
    }

    @Test
    void progressMakesTheNextFailureTheFirst() throws IOException {
        Retries retries = Retries.ofAttempts(3, clock, BACKOFF, "waiting");
        for (int i = 0; i < 5; i++) {
            retries.progressed();
            assertThat(retries.failed()).isTrue();
            retries.pause();
        }
        assertThat(clock.slept).containsOnly(Duration.ofMillis(100));
        assertThat(retries.failed()).isTrue();
        assertThat(retries.failed()).isFalse();
    }

    @Test
    void triesUntilTheTimeIsOver() throws IOException {
        Retries retries = Retries.within(Duration.ofSeconds(1), clock, BACKOFF, "waiting");
        while (retries.failed()) {
            retries.pause();
        }
        assertThat(clock.slept).extracting(Duration::toMillis).containsExactly(100L, 200L, 350L, 350L);
    }

    @Test
    void noTimeIsOneTry() {
        assertThat(Retries.within(Duration.ZERO, clock, BACKOFF, "waiting").failed())
                .isFalse();
    }

    @Test
    void waitsLongerWhereTheOtherSideAsksForIt() throws IOException {
        Retries retries = Retries.ofAttempts(9, clock, BACKOFF, "waiting");
        retries.failed();
        retries.pause(Duration.ofSeconds(7));
        retries.pause(Duration.ofMillis(50));
        assertThat(clock.slept).containsExactly(Duration.ofSeconds(7), Duration.ofMillis(100));
    }

    @Test
    void jitterLeavesBetweenHalfAndAll() {
        Duration first = Duration.ofMillis(100);
        assertThat(Backoff.withJitter(first, first, () -> 0).after(1)).isEqualTo(Duration.ofMillis(50));
        assertThat(Backoff.withJitter(first, first, () -> 1).after(1)).isEqualTo(first);
    }

    @Test
    void manyFailuresWaitNoLongerThanTheLimit() {
        assertThat(BACKOFF.after(10_000)).isEqualTo(Duration.ofMillis(350));
    }

    @Test
    void anInterruptedThreadSaysWhatItWaitedForAndStaysInterrupted() {
        Retries retries = Retries.ofAttempts(2, Sleeper.ofSystem(), BACKOFF, "waiting for a reply");
        retries.failed();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(retries::pause)
                .withMessage("interrupted while waiting for a reply");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static final class Clock implements Sleeper {
        private final List<Duration> slept = new ArrayList<>();

        @Override
        public long nanoTime() {
            return slept.stream().mapToLong(Duration::toNanos).sum();
        }

        @Override
        public void sleep(Duration time) {
            slept.add(time);
        }
    }
}
