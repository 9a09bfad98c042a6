package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.image.ImageDestination;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes to registries that do not take a layer the way it is sent first. */
@Timeout(60)
class UploadFallbackTest {
    private static final int CHUNK = 100_000;

    private final MemoryContent content = new MemoryContent();
    private final byte[] bytes = ImageBuilder.noise(7, 250_000);
    private final Descriptor layer = content.add(MediaTypes.OCI_LAYER, bytes);
    private final FaultyRegistry memory = FaultyRegistry.create();
    private final TestRegistry registry = TestRegistry.of(memory);

    @AfterEach
    void stop() {
        registry.close();
    }

    private ImageDestination destination() throws IOException {
        return registry.repository().destination(PushOptions.defaults().withChunkBytes(CHUNK));
    }

    private List<String> methods() {
        return registry.server.requests().stream()
                .filter(request -> request.target().contains("/uploads/"))
                .map(WireRequest::method)
                .toList();
    }

    private void refusePatch(int status) {
        memory.faults().always(r -> r.is("PATCH", ""), (request, right) -> Reply.of(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 411, 501})
    void aRegistryWithoutPatchGetsALayerInOnePut(int status) throws IOException {
        refusePatch(status);
        try (ImageDestination destination = destination()) {
            Pushing.send(content, layer, destination);
        }
        assertThat(methods()).containsExactly("POST", "PATCH", "POST", "PUT");
        assertThat(registry.server.requests("PUT", "").get(0).body()).isEqualTo(bytes);
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
        assertThat(registry.time.slept()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 411, 501})
    void itGetsOneOfBuffersInOnePutToo(int status) throws IOException {
        refusePatch(status);
        try (ImageDestination destination = destination()) {
            Pushing.sendBuffers(bytes, layer, destination, 33_333);
        }
        assertThat(registry.server.requests("PATCH", "")).hasSize(1);
        assertThat(registry.server.requests("PUT", "")).hasSize(1);
        assertThat(registry.server.requests("PUT", "").get(0).body()).isEqualTo(bytes);
    }

    private void wantChunksOf(String bytes) {
        memory.faults()
                .always(
                        request -> request.is("POST", "/uploads/"),
                        (request, right) -> right.with("OCI-Chunk-Min-Length", bytes));
    }

    @Test
    void whatARegistryWantsOfChunksIsNotGatheredOfABlob() throws IOException {
        wantChunksOf("200000000");
        try (ImageDestination destination = destination()) {
            Pushing.send(content, layer, destination);
        }
        assertThat(registry.server.requests("PATCH", ""))
                .extracting(request -> request.body().length)
                .containsExactly(bytes.length);
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @Test
    void noRegistryHasMoreGatheredInMemoryThanFits() throws IOException {
        wantChunksOf(Integer.toString(Integer.MAX_VALUE));
        Descriptor huge = Descriptor.of(MediaTypes.OCI_LAYER, layer.digest(), 1L << 32);
        try (ImageDestination destination = destination();
                ContentWriter writer = destination.ingester().writer("a", huge)) {
            writer.write(ByteBuffer.wrap(bytes));
            assertThat(writer.status().offset()).isEqualTo(bytes.length);
        }
        try (ImageDestination destination = destination()) {
            Pushing.sendBuffers(bytes, layer, destination, 33_333);
        }
        assertThat(registry.server.requests("PATCH", "")).isEmpty();
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @Test
    void aConnectionThatBreaksAgainAndAgainIsNoFailureWhileBytesArrive() throws IOException {
        FaultyRegistry breaking = FaultyRegistry.create();
        try (TestRegistry weak = TestRegistry.of(
                        breaking,
                        request -> {
                            if (!request.is("PATCH", "") || request.body().length <= 25_000) {
                                return breaking.handle(request);
                            }
                            String session =
                                    request.path().substring(request.path().lastIndexOf('/') + 1);
                            breaking.receive(session, Arrays.copyOf(request.body(), 25_000));
                            return Reply.error(502, "X", "cut off");
                        },
                        TestRegistry.options());
                ImageDestination destination =
                        weak.repository().destination(PushOptions.defaults().withChunkBytes(CHUNK))) {
            Pushing.send(content, layer, destination);
            assertThat(weak.server.requests("PATCH", "")).hasSize(10);
        }
        assertThat(breaking.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @Test
    void aPutThatBreaksIsMadeAgain() throws IOException {
        FaultyRegistry failing = FaultyRegistry.create();
        int[] failures = {0};
        try (TestRegistry weak = TestRegistry.of(
                        failing,
                        request -> request.is("PATCH", "")
                                ? Reply.of(405)
                                : request.is("PUT", "/uploads/") && failures[0]++ < 2
                                        ? Reply.error(503, "UNAVAILABLE", "not now")
                                        : failing.handle(request),
                        TestRegistry.options());
                ImageDestination destination =
                        weak.repository().destination(PushOptions.defaults().withChunkBytes(CHUNK))) {
            Pushing.send(content, layer, destination);
            assertThat(weak.server.requests("PUT", "/uploads/")).hasSize(3);
        }
        assertThat(failing.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @Test
    void otherBytesThanPromisedAreNeverStored() throws IOException {
        refusePatch(405);
        byte[] other = ImageBuilder.noise(8, bytes.length);
        MemoryContent wrong = new MemoryContent();
        Descriptor there = wrong.add(MediaTypes.OCI_LAYER, other);
        try (ImageDestination destination = destination();
                var writer = destination.ingester().writer("a", layer);
                var blob = wrong.open(there)) {
            assertThatExceptionOfType(DigestMismatchException.class).isThrownBy(() -> {
                writer.write(blob, 0, blob.size());
                writer.commit(layer.size(), layer.digest(), Map.of());
            });
        }
        assertThat(memory.blobs(TestRegistry.NAME)).isEmpty();
    }

    @Test
    void aRequestThatIsTooLargeGoesInParts() throws IOException {
        byte[] large = ImageBuilder.noise(9, 9_000_000);
        Descriptor layers = content.add(MediaTypes.OCI_LAYER, large);
        FaultyRegistry narrow = FaultyRegistry.create();
        try (TestRegistry limited = TestRegistry.of(
                        narrow,
                        request -> request.body().length > 4 << 20 ? Reply.of(413) : narrow.handle(request),
                        TestRegistry.options());
                ImageDestination destination = limited.repository().destination(PushOptions.defaults())) {
            Pushing.send(content, layers, destination);
            assertThat(limited.server.requests("PATCH", ""))
                    .extracting(request -> request.header("Content-Range").orElse(""))
                    .containsExactly("0-8999999", "0-4194303", "4194304-8388607", "8388608-8999999");
        }
        assertThat(narrow.bytes(TestRegistry.NAME, layers.digest())).isEqualTo(large);
    }

    @Test
    void aLimitThatNothingFitsIsNamed() throws IOException {
        refusePatch(405);
        memory.faults().always(r -> r.is("PUT", "/uploads/"), (request, right) -> Reply.of(413));
        try (ImageDestination destination = destination()) {
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> Pushing.send(content, layer, destination))
                    .withMessageContaining("cannot push layer " + layer.digest())
                    .withMessageContaining(
                            " answered 413; one request may not be that large there: raise the limit of the"
                                    + " registry, or of a proxy before it (client_max_body_size in nginx)");
        }
    }

    @Test
    void aPauseThatTheRegistryAsksForIsMade() throws IOException {
        memory.faults().next(1, r -> r.is("PATCH", ""), (request, right) -> Reply.of(429)
                .with("Retry-After", "17"));
        try (ImageDestination destination = destination()) {
            Pushing.send(content, layer, destination);
        }
        assertThat(registry.time.slept()).containsExactly(Duration.ofSeconds(17));
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"86400", "99999999999999999999"})
    void aPauseThatIsTooLongIsTold(String seconds) throws IOException {
        memory.faults().always(r -> r.is("PATCH", ""), (request, right) -> Reply.of(429)
                .with("Retry-After", seconds));
        try (ImageDestination destination = destination()) {
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> Pushing.send(content, layer, destination))
                    .withMessageContaining(" answered 429; it asks to come back after \"" + seconds + "\" seconds");
        }
        assertThat(registry.server.requests("PATCH", "")).hasSize(1);
        assertThat(registry.time.slept()).isEmpty();
    }
}
