package dev.drayage.registry.http;

import java.io.IOException;

/** What the server sends is not HTTP/1.1, or beyond all limits; asked again, it would send the same. */
public final class MalformedResponseException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedResponseException(String message, Throwable cause) {
        super(message, cause);
    }
}
