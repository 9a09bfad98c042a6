package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Authenticator;
import java.net.Authenticator.RequestorType;
import java.net.PasswordAuthentication;
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

    @Test
    void aPasswordIsForTheProxyThatItWasNamedWith() throws Exception {
        Authenticator authenticator = Proxies.of(
                        Map.of("https_proxy", "http://alice:p%40ss@one:3128", "http_proxy", "http://two:8080"))
                .authenticator()
                .orElseThrow();
        assertThat(Proxies.of(Map.of("http_proxy", "two:8080")).authenticator()).isEmpty();
        assertThat(asked(authenticator, "one", 3128, RequestorType.PROXY)).satisfies(answer -> {
            assertThat(answer.getUserName()).isEqualTo("alice");
            assertThat(answer.getPassword()).containsExactly("p@ss".toCharArray());
        });
        assertThat(asked(authenticator, "two", 8080, RequestorType.PROXY)).isNull();
        assertThat(asked(authenticator, "one", 3128, RequestorType.SERVER)).isNull();
    }

    private static PasswordAuthentication asked(Authenticator authenticator, String host, int port, RequestorType who)
            throws Exception {
        return authenticator.requestPasswordAuthenticationInstance(
                host,
                null,
                port,
                "http",
                "realm",
                "basic",
                URI.create("https://r.example/").toURL(),
                who);
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
