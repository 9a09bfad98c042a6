package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static Proxy proxy(Map<String, String> variables, String uri) {
        return Proxies.of(variables).select(URI.create(uri)).get(0);
    }

    @Test
    void eachSchemeHasItsProxy() {
        Map<String, String> variables = Map.of("HTTP_PROXY", "one:3128", "https_proxy", "http://two:8080");
        assertThat(proxy(variables, "http://r.example/").address())
                .asString()
                .contains("one")
                .contains("3128");
        assertThat(proxy(variables, "https://r.example/").address())
                .asString()
                .contains("two")
                .contains("8080");
    }

    @Test
    void lowerCaseGoesBeforeUpperCase() {
        Map<String, String> variables =
                Map.of("HTTPS_PROXY", "upper:1", "https_proxy", "lower:2", "ALL_PROXY", "all:3");
        assertThat(proxy(variables, "https://r.example/").address()).asString().contains("lower");
        assertThat(proxy(variables, "http://r.example/").address()).asString().contains("all");
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
        assertThat(proxy(variables, uri).equals(Proxy.NO_PROXY)).isEqualTo(exempt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://proxy:1080", "http://", "::::"})
    void whatIsNoProxyIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proxies.of(Map.of("https_proxy", value)))
                .withMessageContaining("https_proxy");
    }
}
