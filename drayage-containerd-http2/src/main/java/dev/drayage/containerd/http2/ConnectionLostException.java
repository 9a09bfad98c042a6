package dev.drayage.containerd.http2;

import java.io.IOException;

/** Nobody listens at the socket, or the connection ended. */
public final class ConnectionLostException extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectionLostException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
