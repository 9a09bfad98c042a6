package dev.drayage.containerd.http2;

import java.io.IOException;

/** What comes is not HTTP/2 as it must be, and cannot be understood from there on. */
final class Http2Exception extends IOException {
    private static final long serialVersionUID = 1L;

    Http2Exception(String message) {
        super(message);
    }
}
