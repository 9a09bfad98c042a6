package dev.drayage.containerd.http2;

import java.io.IOException;

/** The other side did nothing for as long as it was waited for. */
public final class PatienceException extends IOException {
    private static final long serialVersionUID = 1L;

    PatienceException() {
        super("the other side took too long");
    }
}
