package dev.drayage.registry.http;

import java.net.http.HttpClient;

/** The HTTP client for an origin: certificates and proxies differ from one to another. Thread-safe. */
@FunctionalInterface
public interface Clients {
    /** The client to use, the same for each call with the same origin. */
    HttpClient forOrigin(Origin origin);
}
