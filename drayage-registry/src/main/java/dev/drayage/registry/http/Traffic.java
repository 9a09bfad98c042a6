package dev.drayage.registry.http;

import java.io.IOException;
import java.time.Duration;

/** What holds for bytes on any wire: how long one waits for them, and how many may pass. Thread-safe. */
public final class Traffic {
    private final Duration patience;
    private final RateLimit rate;

    Traffic(Duration patience, RateLimit rate) {
        this.patience = patience;
        this.rate = rate;
    }

    /** Bytes without any limit, waited for so long. */
    public static Traffic unlimited(Duration patience) {
        return new Traffic(patience, new RateLimit(0, Time.system()));
    }

    /** How long the other side may be silent. */
    public Duration patience() {
        return patience;
    }

    /** Lets so many bytes pass when it is their turn. */
    public void pass(int bytes) throws IOException {
        rate.take(bytes);
    }
}
