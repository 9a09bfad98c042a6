package dev.drayage.registry.http;

import java.io.IOException;

/** What was to be sent could not be read: the fault is on this side, and to repeat the request would not help. */
public final class BodyUnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    BodyUnreadableException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
