package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers with TLS that are spoken to in the clear. */
@Timeout(60)
class PlainHttpTest {
    private static final String LEAVE_IT_OUT =
            "it speaks TLS, and was spoken to in the clear; leave out option plainHttp, or write https:// in hosts.toml";

    private static TestRegistry registry(WireServer.Handler handler) {
        return TestRegistry.of(
                FaultyRegistry.create(),
                handler,
                TestRegistry.options().withPlainHttp(RegistryOptions.PlainHttp.EVERYWHERE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Client sent an HTTP request to an HTTPS server.\n",
                "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>",
                "<p>Your browser sent a request that this server could not understand.<br />Reason: You're speaking plain"
                        + " HTTP to an SSL-enabled server port.</p>"
            })
    void aPageThatSaysSoIsUnderstood(String page) {
        try (TestRegistry registry = registry(request -> Reply.of(400, page.getBytes(StandardCharsets.US_ASCII)))) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> registry.repository("v1").resolve())
                    .withMessageEndingWith(" answered 400; " + LEAVE_IT_OUT);
        }
    }

    @Test
    void anyOtherPageIsNot() {
        try (TestRegistry registry = registry(request -> Reply.error(400, "NAME_INVALID", "no such name"))) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> registry.repository("v1").resolve())
                    .withMessageEndingWith(" answered 400 (NAME_INVALID: no such name)");
        }
    }

    @Test
    void aServerThatOnlyClosesMayMeanIt() {
        try (TestRegistry registry = registry(request -> Reply.none())) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> registry.repository("v1").resolve())
                    .withMessageContaining(
                            " failed: it closes the connection without a response; if it speaks TLS, leave out option plainHttp");
            assertThat(registry.server.requests()).hasSize(4);
        }
    }
}
