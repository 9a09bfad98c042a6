package dev.drayage.containerd.http2;

import java.io.IOException;

/** The other side did nothing within the timeout. */
public final class IdleTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    IdleTimeoutException() {
        super("the other side took too long");
    }
}
