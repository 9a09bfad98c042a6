package dev.drayage.registry.http;

import dev.drayage.content.ContentException;
import java.io.IOException;

/** A request that got no answer at all, as often as it was made; another registry may have one. */
public final class UnansweredException extends ContentException {
    private static final long serialVersionUID = 1L;

    UnansweredException(String message, IOException cause) {
        super(Kind.UNAVAILABLE, message, cause);
    }
}
