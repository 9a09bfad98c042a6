package dev.drayage.registry.http;

import dev.drayage.content.ContentException;
import java.io.IOException;

/** A request without any response, as often as it was made; another endpoint may respond. */
public final class NoResponseException extends ContentException {
    private static final long serialVersionUID = 1L;

    NoResponseException(String message, IOException cause) {
        super(cause instanceof MalformedResponseException ? Kind.INTERNAL : Kind.UNAVAILABLE, message, cause);
    }
}
