package dev.drayage.registry.http;

import java.io.IOException;
import java.time.Duration;

/** The other side says nothing for too long; it may, when asked again. */
public final class SilenceException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param what what was waited for, as the beginning of a sentence: {@code no answer} */
    public SilenceException(String what, Duration patience) {
        super(what + " in " + shown(patience));
    }

    private static String shown(Duration patience) {
        return patience.toSeconds() > 0 ? patience.toSeconds() + " s" : patience.toMillis() + " ms";
    }
}
