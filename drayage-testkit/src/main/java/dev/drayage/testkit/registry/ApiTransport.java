package dev.drayage.testkit.registry;

import java.io.IOException;

/** How requests reach a registry. */
@FunctionalInterface
public interface ApiTransport {

    /**
     * Sends a request and reads the whole response.
     *
     * @throws IOException if the response breaks off
     */
    ApiResponse send(ApiRequest request) throws IOException;
}
