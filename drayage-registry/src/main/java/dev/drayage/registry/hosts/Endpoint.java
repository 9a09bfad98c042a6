package dev.drayage.registry.hosts;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * An address that answers for a registry: its own or that of a mirror.
 *
 * @param base the address that repository names are put after, ending in {@code /}: {@code https://host/v2/}
 * @param isMirror true if it answers for a registry of another name, which has to be told to it
 * @param guessed true if the scheme is a guess, to be tried before it counts
 * @param capabilities what it may be used for
 * @param headers what it is told with every request
 * @param tls how its identity is checked
 */
public record Endpoint(
        URI base,
        boolean isMirror,
        boolean guessed,
        Set<Capability> capabilities,
        Map<String, String> headers,
        TlsSettings tls) {

    /** Copies the collections. */
    public Endpoint {
        capabilities = Set.copyOf(capabilities);
        headers = Map.copyOf(headers);
    }

    /** An endpoint that can do everything and of which nothing is special. */
    public static Endpoint of(URI base) {
        return new Endpoint(base, false, false, Set.of(Capability.values()), Map.of(), TlsSettings.DEFAULT);
    }

    /** The same at another address, which is no guess. */
    public Endpoint at(URI other) {
        return new Endpoint(other, isMirror, false, capabilities, headers, tls);
    }

    /** The same with other TLS. */
    public Endpoint with(TlsSettings other) {
        return new Endpoint(base, isMirror, guessed, capabilities, headers, other);
    }
}
