package dev.drayage.containerd.http2;

import java.io.IOException;

/** The other side broke a stream off. */
public final class StreamResetException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int REFUSED = 7;
    private static final int CANCEL = 8;

    private final int code;

    StreamResetException(int code) {
        super("the stream was broken off with code " + code);
        this.code = code;
    }

    /** As of a stream that came too late to be looked at. */
    static StreamResetException refused() {
        return new StreamResetException(REFUSED);
    }

    /** Whether nothing was done yet, so that it can be tried again. */
    public boolean isRefused() {
        return code == REFUSED;
    }

    /** Whether the other side does not want it any more. */
    public boolean isCancelled() {
        return code == CANCEL;
    }
}
