package dev.drayage.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentLoginsTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final RecentLogins logins = new RecentLogins(clock);

    private RecentLogins.Key key(String user, String password, String hash) {
        return logins.key(user, password.getBytes(StandardCharsets.UTF_8), hash);
    }

    @Test
    void knowsWhatWasRightAndNothingLikeIt() {
        logins.add(key("ann", "secret", "hash"));

        assertThat(logins.contains(key("ann", "secret", "hash"))).isTrue();
        assertThat(logins.contains(key("ann", "secret", "other"))).isFalse();
        assertThat(logins.contains(key("ann", "Secret", "hash"))).isFalse();
        assertThat(logins.contains(key("anns", "ecret", "hash"))).isFalse();
        assertThat(logins.contains(
                        new RecentLogins(clock).key("ann", "secret".getBytes(StandardCharsets.UTF_8), "hash")))
                .isFalse();
    }

    @Test
    void forgetsAfterAWhile() {
        logins.add(key("ann", "secret", "hash"));
        clock.pass(Duration.ofMinutes(6));

        assertThat(logins.contains(key("ann", "secret", "hash"))).isFalse();
    }

    @Test
    void keepsNoMoreThanAThousand() {
        logins.add(key("first", "secret", "hash"));
        for (int i = 0; i < 1000; i++) {
            logins.add(key("user" + i, "secret", "hash"));
        }

        assertThat(logins.contains(key("first", "secret", "hash"))).isFalse();
        assertThat(logins.contains(key("user999", "secret", "hash"))).isTrue();
    }
}
