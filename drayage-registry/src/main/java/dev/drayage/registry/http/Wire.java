package dev.drayage.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;

/** Carries single requests to an origin, as they are: nothing is repeated or redirected. Thread-safe. */
@FunctionalInterface
public interface Wire {
    /**
     * Sends a request and waits for the answer to begin.
     *
     * @param request with every header that it needs but {@code Host} and {@code Content-Length}
     * @throws BodyUnreadableException if what is to be sent cannot be read
     * @throws SilenceException if nothing comes for too long
     * @throws InterruptedIOException if the thread is interrupted
     */
    Answer exchange(Request request, Traffic traffic) throws IOException;
}
