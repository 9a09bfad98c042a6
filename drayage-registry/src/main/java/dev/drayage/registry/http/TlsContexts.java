package dev.drayage.registry.http;

import java.io.IOException;
import javax.net.ssl.SSLContext;

/** How the identity of each server is checked, and what the client shows of its own. Thread-safe. */
@FunctionalInterface
public interface TlsContexts {
    /**
     * What connections to this origin are encrypted with.
     *
     * @return the same each time, so that sessions can be resumed
     * @throws IOException if the settings cannot be read or cannot be used
     */
    SSLContext of(Origin origin) throws IOException;
}
