package dev.drayage.content;

import org.jspecify.annotations.Nullable;

/**
 * Another writer holds what is needed, such as the ref of an ingest or a lock: waiting for it helps. Other failures are of
 * kind {@link ContentException.Kind#UNAVAILABLE} too, such as that of a server which was asked as often as it should be.
 */
public final class HeldException extends ContentException {
    private static final long serialVersionUID = 1L;

    /** Another writer holds what the message names. */
    public HeldException(String message) {
        this(message, null);
    }

    /** The same, with what caused it. */
    public HeldException(String message, @Nullable Throwable cause) {
        super(Kind.UNAVAILABLE, message, cause);
    }
}
