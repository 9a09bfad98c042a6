package dev.drayage.registry;

import dev.drayage.oci.Reference;
import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.registry.http.TransportOptions;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A registry in memory, and a client of it that waits for nothing. */
final class TestRegistry implements AutoCloseable {
    static final String NAME = "team/app";

    final FaultyRegistry memory;
    final WireServer server;
    final ManualClock time = new ManualClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final RegistryOptions options;

    private TestRegistry(FaultyRegistry memory, WireServer.Handler handler, RegistryOptions options) {
        this.memory = memory;
        this.server = WireServer.start(handler);
        this.options = options;
    }

    static TestRegistry of(FaultyRegistry memory) {
        return new TestRegistry(memory, memory, options());
    }

    static TestRegistry of(FaultyRegistry memory, WireServer.Handler handler, RegistryOptions options) {
        return new TestRegistry(memory, handler, options);
    }

    /** Options that look at nothing of whoever runs the tests. */
    static RegistryOptions options() {
        return RegistryOptions.defaults()
                .withCredentials(CredentialSource.ANONYMOUS)
                .withHostFolders(List.of())
                .withVariables(Map.of());
    }

    /** Retries four times without waiting; a response may be silent for as long as a machine may be busy. */
    static TransportOptions manners(Duration silence) {
        return new TransportOptions(
                Duration.ofSeconds(10),
                silence,
                4,
                4,
                Duration.ofMillis(400),
                Duration.ofSeconds(60),
                0,
                5,
                "drayage-test");
    }

    Registry client() {
        return client(Duration.ofSeconds(30));
    }

    /** A client that gives up on a response that is silent for so long. */
    Registry client(Duration silence) {
        return Registry.connect(options, manners(silence), time);
    }

    Repository repository() throws IOException {
        return client().repository(Reference.parse(server.authority() + "/" + NAME));
    }

    Repository repository(String tag) throws IOException {
        return client().repository(Reference.parse(server.authority() + "/" + NAME + ":" + tag));
    }

    Repository impatient(Duration silence) throws IOException {
        return client(silence).repository(Reference.parse(server.authority() + "/" + NAME));
    }

    /** Requests for blobs, but not for uploads. */
    static Predicate<WireRequest> blobReads() {
        return request -> request.is("GET", "/blobs/sha");
    }

    /** A response of 503. */
    static Reply unavailable(WireRequest request, Reply right) {
        return Reply.error(503, "UNAVAILABLE", "not now");
    }

    @Override
    public void close() {
        server.close();
    }
}
