package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.registry.hosts.TlsProvider;
import java.security.Provider;
import java.util.Optional;

/** Requests over the faster TLS. */
class ConscryptTransportTest extends TlsTransportContract {
    @Override
    Optional<Provider> provider() {
        Optional<Provider> provider = TlsProvider.fastest();
        assertThat(provider).isPresent();
        return provider;
    }
}
