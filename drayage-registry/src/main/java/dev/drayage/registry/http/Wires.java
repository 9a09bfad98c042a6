package dev.drayage.registry.http;

/** The wire to an origin: certificates and proxies differ from one to another. Thread-safe. */
@FunctionalInterface
public interface Wires {
    /** The wire to use, the same for each call with the same origin. */
    Wire to(Origin origin);
}
