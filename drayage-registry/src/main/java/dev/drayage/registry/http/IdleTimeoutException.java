package dev.drayage.registry.http;

import java.io.IOException;
import java.time.Duration;

/** The other side gave nothing, or next to nothing, for the idle timeout; on another connection it may. */
public final class IdleTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param what what was waited for, as the beginning of a sentence: {@code no response} */
    IdleTimeoutException(String what, Duration timeout) {
        super(what + " in " + shown(timeout));
    }

    static String shown(Duration timeout) {
        long millis = timeout.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
