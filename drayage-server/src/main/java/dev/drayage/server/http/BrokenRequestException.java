package dev.drayage.server.http;

import java.io.IOException;

/** A request does not come to its end: its client has gone away, is silent, or sends what is no body. */
public final class BrokenRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenRequestException(Throwable cause) {
        super("the request broke off: " + cause.getMessage(), cause);
    }
}
