package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import dev.drayage.registry.auth.Credentials;
import dev.drayage.testkit.http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the OCI distribution specification 1.1 asks of a client, by the names of its sections: redirects, refusals, warnings. */
class AnswerSpecTest extends SpecTest {
    @Test
    @DisplayName("Error codes: what the registry says is part of the message, whatever it holds")
    void showsWhatTheRegistrySays() {
        memory.faults()
                .always(
                        request -> request.is("GET", "/manifests/"),
                        (request, right) -> Reply.error(403, "DENIED", "pay\\u001b[31m first"));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> registry.repository("v1").resolve())
                .withMessageContaining(registry.server.authority() + " answered 403 (DENIED: pay\\u001b[31m first)")
                .satisfies(e -> {
                    assertThat(e.codes()).containsExactly("DENIED");
                    assertThat(e.status()).isEqualTo(403);
                    assertThat(e.getMessage()).doesNotContain("\u001b");
                });
    }

    @Test
    @DisplayName("Pulling: bursts of 500 pass")
    void burstsOfErrorsPass() throws IOException {
        memory.faults().next(3, request -> true, (request, right) -> Reply.of(500));
        Repository repository = registry.client()
                .repository(Reference.parse(registry.server.authority() + "/" + TestRegistry.NAME + ":v1"));
        Descriptor resolved = repository.resolve();
        memory.faults().next(3, request -> true, (request, right) -> Reply.of(500));
        try (Blob blob = repository.content().open(resolved)) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(content.bytes(image.digest()));
        }
    }

    @Test
    @DisplayName("API: Authorization must not be forwarded across host boundaries")
    void showsAnotherHostNoCredentials() throws IOException {
        try (TestRegistry other = TestRegistry.of(memory)) {
            memory.faults()
                    .always(request -> request.header("Authorization").isEmpty(), (request, right) -> Reply.of(401)
                            .with("WWW-Authenticate", "Basic realm=\"here\""));
            memory.faults().always(request -> request.is("GET", "/manifests/v1"), (request, right) -> Reply.of(307)
                    .with("Location", "http://" + other.server.authority() + "/v2/"));
            RegistryOptions options = TestRegistry.options()
                    .withCredentials((domain, repository) -> Optional.of(Credentials.of("alice", "secret")));
            Repository repository = Registry.connect(options)
                    .repository(Reference.parse(registry.server.authority() + "/" + TestRegistry.NAME + ":v1"));
            assertThatExceptionOfType(ContentException.class).isThrownBy(repository::resolve);
            assertThat(registry.server.requests("GET", "/manifests/"))
                    .anySatisfy(request ->
                            assertThat(request.header("Authorization")).isPresent());
            assertThat(other.server.requests()).isNotEmpty().allSatisfy(request -> assertThat(
                            request.header("Authorization"))
                    .isEmpty());
        }
    }

    @Test
    @DisplayName("Error codes: a body of any format, and codes that nobody knows, are no obstacle")
    void understandsARefusalInAnyFormat() {
        for (Reply refusal : List.of(
                Reply.of(403, "<html>no</html>".getBytes(StandardCharsets.UTF_8)),
                Reply.error(403, "TEAPOT", "short and stout"),
                Reply.json(403, "{\"errors\":{}}"),
                Reply.of(403))) {
            memory.faults().next(1, request -> request.is("GET", "/manifests/"), (request, right) -> refusal);
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> registry.repository("v1").resolve())
                    .withMessageContaining("answered 403");
        }
    }

    @Test
    @DisplayName("Warnings: should be reported once, and must change nothing")
    void reportsWarningsOnce() throws IOException {
        memory.faults()
                .always(request -> true, (request, right) -> right.with("Warning", "299 - \"this tag goes in May\""));
        List<String> told = new ArrayList<>();
        RegistryOptions options = TestRegistry.options().withWarnings((host, text) -> told.add(host + ": " + text));
        Repository repository = Registry.connect(options)
                .repository(Reference.parse(registry.server.authority() + "/" + TestRegistry.NAME + ":v1"));
        assertThat(repository.resolve().digest()).isEqualTo(image.digest());
        assertThat(repository.resolve().digest()).isEqualTo(image.digest());
        assertThat(told).containsExactly(registry.server.authority() + ": this tag goes in May");
    }
}
