package dev.drayage.registry.http;

import java.security.Provider;
import java.util.Optional;

/** Requests over the TLS of the Java runtime. */
class JdkTlsTransportTest extends TlsTransportContract {
    @Override
    Optional<Provider> provider() {
        return Optional.empty();
    }
}
