package dev.drayage.registry.hosts;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is special about the TLS of one endpoint.
 *
 * @param authorities files in PEM of certificates that are trusted besides those of the Java runtime
 * @param identities what the client shows of itself
 * @param skipVerify true if any certificate is taken, for any name
 */
public record TlsSettings(List<Path> authorities, List<Identity> identities, boolean skipVerify) {
    /** Nothing special. */
    public static final TlsSettings DEFAULT = new TlsSettings(List.of(), List.of(), false);

    /**
     * A certificate of the client and its key.
     *
     * @param certificate a file in PEM
     * @param key a file in PEM; null if the key is in the same file
     */
    public record Identity(Path certificate, @Nullable Path key) {}

    /** Copies the lists. */
    public TlsSettings {
        authorities = List.copyOf(authorities);
        identities = List.copyOf(identities);
    }

    /** The same, taking any certificate. */
    public TlsSettings unverified() {
        return new TlsSettings(authorities, identities, true);
    }
}
