package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static Optional<Proxies.Proxy> proxy(Map<String, String> variables, String uri) {
        return Proxies.of(variables).find(Origin.of(URI.create(uri)));
    }

    @Test
    void eachSchemeHasItsProxy() {
        Map<String, String> variables = Map.of("HTTP_PROXY", "one:3128", "https_proxy", "http://two:8080");
        assertThat(proxy(variables, "http://r.example/")).map(Object::toString).hasValue("one:3128");
        assertThat(proxy(variables, "https://r.example/")).map(Object::toString).hasValue("two:8080");
    }

    @Test
    void lowerCaseGoesBeforeUpperCase() {
        Map<String, String> variables =
                Map.of("HTTPS_PROXY", "upper:1", "https_proxy", "lower:2", "ALL_PROXY", "all:3");
        assertThat(proxy(variables, "https://r.example/")).map(Object::toString).hasValue("lower:2");
        assertThat(proxy(variables, "http://r.example/")).map(Object::toString).hasValue("all:3");
    }

    @ParameterizedTest
    @CsvSource({
        "https://r.example/, true",
        "https://sub.r.example/, true",
        "https://xr.example/, false",
        "https://other.example/, false",
        "https://port.example:5000/, true",
        "https://port.example/, false",
        "https://sub.star.example/, true",
        "http://localhost:5000/, true",
        "http://127.0.0.1:5000/, true"
    })
    void someHostsAreExempt(String uri, boolean exempt) {
        Map<String, String> variables =
                Map.of("ALL_PROXY", "proxy:3128", "no_proxy", "r.example, port.example:5000,*.star.example");
        assertThat(proxy(variables, uri).isEmpty()).isEqualTo(exempt);
    }

    @Test
    void aProxyHasThePasswordThatItWasNamedWith() {
        Map<String, String> variables =
                Map.of("https_proxy", "http://alice:p%40ss@one:3128", "http_proxy", "http://two:8080");
        assertThat(proxy(variables, "https://r.example/")).hasValueSatisfying(one -> {
            assertThat(one.user()).hasValue("alice");
            assertThat(one.password()).isEqualTo("p@ss");
            assertThat(one).hasToString("one:3128");
        });
        assertThat(proxy(variables, "http://r.example/").orElseThrow().user()).isEmpty();
    }

    @Test
    void aSocksProxyIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proxies.of(Map.of("ALL_PROXY", "socks5://alice:secret@proxy:1080")))
                .withMessage(
                        "http_proxy names a SOCKS proxy, which is not supported; name an HTTP proxy, or the registry"
                                + " in no_proxy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://proxy:3128", "ftp://proxy", "http://", "::::"})
    void whatIsNoProxyIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proxies.of(Map.of("https_proxy", value)))
                .withMessageContaining("https_proxy");
    }
}
