package dev.drayage.registry.http;

import java.io.IOException;
import java.time.Duration;

/** No connection came about within the connect timeout. */
final class ConnectTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectTimeoutException(Duration timeout) {
        super("no connection in " + IdleTimeoutException.shown(timeout));
    }
}
