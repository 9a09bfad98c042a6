package dev.drayage.registry.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the server sends is not HTTP/1.1, or beyond all limits; asked again, it would send the same. */
public final class MalformedResponseException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedResponseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
