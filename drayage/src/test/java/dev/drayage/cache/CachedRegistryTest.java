package dev.drayage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.Blob;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.RepositoriesProvider.Access;
import dev.drayage.registry.RegistryOptions;
import dev.drayage.registry.RegistryPlace;
import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.repository.Repository;
import dev.drayage.server.cache.CacheOptions;
import dev.drayage.server.cache.PullThroughCache;
import dev.drayage.store.LocalStore;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache of a registry, by the client there is. */
@Timeout(60)
class CachedRegistryTest {
    private static final int SIZE = 1 << 20;

    private final MemoryContent content = new MemoryContent();
    private final FaultyRegistry memory = FaultyRegistry.create();
    private final ManualClock clock = ManualClock.afterAllFiles();
    private final byte[] layer = ImageBuilder.noise(1, SIZE);
    private final Digest digest = content.add(MediaTypes.OCTET_STREAM, layer).digest();
    private final Descriptor image = ImageBuilder.anImageIn(content).build();

    @TempDir
    private Path directory;

    private WireServer server;
    private LocalStore store;
    private PullThroughCache cache;

    @BeforeEach
    void start() throws IOException {
        memory.holding("app", content, List.of(image)).tag("app", "v1", image.digest());
        server = WireServer.start(memory);
        store = LocalStore.open(directory.resolve("store"));
        RegistryPlace place = new RegistryPlace();
        RegistryOptions options = RegistryOptions.defaults()
                .withCredentials(CredentialSource.ANONYMOUS)
                .withHostFolders(List.of())
                .withVariables(Map.of())
                .withAttempts(2);
        cache = PullThroughCache.open(
                place.openRepositories(
                        place.parseServed("//" + server.authority()),
                        PlaceOptions.none().with(RegistryOptions.class, options),
                        Access.READ),
                store.namespace(PullThroughCache.namespaceFor("docker://" + server.authority())),
                CacheOptions.defaults().withClock(clock));
    }

    @AfterEach
    void stop() throws IOException {
        cache.close();
        store.close();
        server.close();
    }

    private Repository repository() throws IOException {
        return cache.find(server.authority() + "/app").orElseThrow();
    }

    private byte[] read() throws IOException {
        try (Blob blob = repository().content().open(Descriptor.of(MediaTypes.OCTET_STREAM, digest, SIZE))) {
            return blob.newInputStream().readAllBytes();
        }
    }

    @Test
    void twentyClientsMakeOneRequestForABlob() throws Exception {
        List<Callable<byte[]>> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(this::read);
        }
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            for (Future<byte[]> result : threads.invokeAll(clients)) {
                assertThat(result.get()).isEqualTo(layer);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.requests("GET", "/blobs/")).hasSize(1);
        assertThat(server.requests("HEAD", "/blobs/")).isEmpty();
    }

    @Test
    void aTagIsTransferredOnceAndThenConfirmedByHead() throws IOException {
        Descriptor first = repository().find("v1").orElseThrow();
        assertThat(repository().find(image.digest().toString())).isPresent();
        clock.pass(Duration.ofMinutes(2));
        assertThat(repository().find("v1")).contains(first);
        assertThat(server.requests("GET", "/manifests/")).hasSize(1);
        assertThat(server.requests("HEAD", "/manifests/")).hasSize(1);
    }

    @Test
    void aConnectionThatBreaksIsResumed() throws IOException {
        memory.faults()
                .next(
                        1,
                        request -> request.is("GET", "/blobs/"),
                        (request, right) -> right.cutAfter(SIZE / 2, Reply.Ending.RESET));
        assertThat(read()).isEqualTo(layer);
    }

    @Test
    void aCorruptBlobIsNotKept() throws IOException {
        byte[] other = layer.clone();
        other[SIZE / 2] = (byte) (other[SIZE / 2] ^ 1);
        memory.faults().next(1, request -> request.is("GET", "/blobs/"), (request, right) -> right.withBody(other));
        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining(digest.toString());
        assertThat(read()).isEqualTo(layer);
    }

    @Test
    void withoutTheRegistryWhatIsHereIsServed() throws IOException {
        repository().find("v1");
        read();
        clock.pass(Duration.ofMinutes(2));
        server.close();
        assertThat(repository().find("v1")).map(Descriptor::digest).contains(image.digest());
        assertThat(read()).isEqualTo(layer);
        assertThatThrownBy(() -> repository().find("v2"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(server.authority());
    }
}
