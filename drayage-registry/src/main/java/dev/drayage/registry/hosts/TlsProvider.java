package dev.drayage.registry.hosts;

import java.security.Provider;
import java.util.Optional;
import org.conscrypt.Conscrypt;

/**
 * The fastest TLS there is: Conscrypt (BoringSSL) where it is on the class path and its native code can be loaded, with the
 * same checks of certificates and names as the Java runtime's own. {@code -Ddev.drayage.registry.tls=jdk} leaves it unused.
 */
public final class TlsProvider {
    private static final String CHOICE = "dev.drayage.registry.tls";

    private TlsProvider() {}

    /** The provider to use; empty for the one that this Java runtime prefers. */
    public static Optional<Provider> fastest() {
        return System.getProperty(CHOICE, "").equals("jdk") ? Optional.empty() : Loaded.CONSCRYPT;
    }

    /** Loaded by the first who needs it, and once: it takes native code out of a jar. */
    private static final class Loaded {
        private static final Optional<Provider> CONSCRYPT = load();

        private static Optional<Provider> load() {
            try {
                return Optional.of(Conscrypt.newProviderBuilder()
                        .provideTrustManager(false)
                        .build());
            } catch (LinkageError | RuntimeException e) {
                // Not there, or not for this machine: then it is slower, and no more than that.
                return Optional.empty();
            }
        }
    }
}
