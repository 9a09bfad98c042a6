package dev.drayage.content;

import org.jspecify.annotations.Nullable;

/** What was to be made, written or named is there already. */
public final class AlreadyExistsException extends ContentException {
    private static final long serialVersionUID = 1L;

    /** Something is there that the message names. */
    public AlreadyExistsException(String message) {
        this(message, null);
    }

    /** The same, with what caused it. */
    public AlreadyExistsException(String message, @Nullable Throwable cause) {
        super(Kind.ALREADY_EXISTS, message, cause);
    }
}
