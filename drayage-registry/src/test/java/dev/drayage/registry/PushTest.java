package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushTest {
    private static final byte[] BYTES = ImageBuilder.noise(11, 250_000);

    private final MemoryContent content = new MemoryContent();
    private final Descriptor layer = content.add(MediaTypes.OCI_LAYER_GZIP, BYTES);
    private final FaultyRegistry memory = FaultyRegistry.create();
    private final TestRegistry registry = TestRegistry.of(memory);

    @AfterEach
    void stop() {
        registry.close();
    }

    private ImageDestination destination(int chunk) throws IOException {
        return registry.repository().destination(PushOptions.defaults().withChunkBytes(chunk));
    }

    private List<String> methods() {
        return registry.server.requests().stream()
                .map(WireRequest::method)
                .filter(method -> !method.equals("HEAD"))
                .filter(method -> !method.equals("GET"))
                .toList();
    }

    @Test
    void aSmallBlobGoesInTwoRequests() throws IOException {
        try (ImageDestination destination = destination(1 << 20)) {
            Pushing.sendBuffers(BYTES, layer, destination, 10_000);
        }
        assertThat(methods()).containsExactly("POST", "PUT");
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }

    @Test
    void aLargeBlobGoesInChunks() throws IOException {
        try (ImageDestination destination = destination(100_000)) {
            Pushing.sendBuffers(BYTES, layer, destination, 33_333);
        }
        assertThat(methods()).containsExactly("POST", "PATCH", "PATCH", "PUT");
        assertThat(registry.server.requests("PATCH", ""))
                .extracting(r -> r.header("Content-Range").orElse(""))
                .containsExactly("0-99999", "100000-199999");
        assertThat(registry.server.requests("PUT", "").get(0).header("Content-Range"))
                .hasValue("200000-249999");
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }

    @Test
    void whatComesFromABlobGoesInOneStream() throws IOException {
        try (ImageDestination destination = destination(1000)) {
            Pushing.send(content, layer, destination);
        }
        assertThat(methods()).containsExactly("POST", "PATCH", "PUT");
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }

    @Test
    void aTransferSendsALayerInOneStreamAndCountsNothingTwice() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(5, 20_000_000))
                .build();
        memory.faults().next(1, r -> r.is("PATCH", ""), TestRegistry::unavailable);
        memory.faults().next(1, r -> r.is("GET", "/uploads/"), (request, right) -> Reply.error(404, "X", "forgotten"));
        AtomicLong planned = new AtomicLong();
        AtomicLong moved = new AtomicLong();
        TransferOptions.Progress progress = new TransferOptions.Progress() {
            @Override
            public void planned(long bytes) {
                planned.set(bytes);
            }

            @Override
            public void moved(long bytes) {
                moved.addAndGet(bytes);
            }
        };
        try (ImageDestination destination = destination(1 << 20)) {
            ImageTransfer.copy(
                    content,
                    List.of(new NamedImage(image, "v1")),
                    destination,
                    TransferOptions.defaults().withProgress(progress));
        }
        assertThat(registry.server.requests("PATCH", "")).hasSize(2).allSatisfy(request -> assertThat(request.body())
                .hasSize(20_000_000));
        assertThat(moved).hasValue(planned.get());
    }

    @Test
    void anEmptyBlobGoesToo() throws IOException {
        Descriptor empty = content.add(MediaTypes.OCI_LAYER, new byte[0]);
        try (ImageDestination destination = destination(1000)) {
            Pushing.send(content, empty, destination);
        }
        assertThat(memory.bytes(TestRegistry.NAME, empty.digest())).isEmpty();
    }

    @Test
    void whatIsThereIsNotSent() throws IOException {
        memory.holding(TestRegistry.NAME, content, List.of());
        try (ImageDestination destination = destination(1000)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> destination.ingester().writer("a", layer))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.ALREADY_EXISTS));
        }
        assertThat(methods()).isEmpty();
    }

    @Test
    void aRegistryThatTookHalfOfAStreamGetsTheOtherHalf() throws IOException {
        memory.faults().next(1, r -> r.is("PATCH", ""), (request, right) -> Reply.error(502, "X", "cut off"));
        try (ImageDestination destination = destination(1000)) {
            Pushing.send(content, layer, destination);
        }
        // It had taken all of it, as asking showed: nothing was sent twice.
        assertThat(methods()).containsExactly("POST", "PATCH", "PUT");
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }

    @Test
    void aChunkThatIsLostIsSentAgain() throws IOException {
        FaultyRegistry losing = FaultyRegistry.create();
        try (TestRegistry lossy = TestRegistry.of(
                        losing,
                        request -> request.is("PATCH", "state=100000") && losesOnce()
                                ? Reply.none()
                                : losing.handle(request),
                        TestRegistry.options());
                ImageDestination destination =
                        lossy.repository().destination(PushOptions.defaults().withChunkBytes(100_000))) {
            Pushing.sendBuffers(BYTES, layer, destination, 100_000);
            assertThat(lossy.server.requests("PATCH", "")).hasSize(3);
        }
        assertThat(losing.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }

    private boolean lost;

    private boolean losesOnce() {
        boolean first = !lost;
        lost = true;
        return first;
    }

    @Test
    void aRegistryThatForgetsAnUploadIsSentAllOfItAgain() throws IOException {
        memory.faults().next(1, r -> r.is("PATCH", ""), TestRegistry::unavailable);
        memory.faults().next(1, r -> r.is("GET", "/uploads/"), (request, right) -> Reply.error(404, "X", "forgotten"));
        try (ImageDestination destination = destination(1000)) {
            Pushing.send(content, layer, destination);
        }
        assertThat(methods()).containsExactly("POST", "PATCH", "POST", "PATCH", "PUT");
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }

    @Test
    void anAnswerThatIsLostAfterTheLastByteIsNoFailure() throws IOException {
        memory.faults().next(1, r -> r.is("PUT", "/uploads/"), (request, right) -> Reply.none());
        try (ImageDestination destination = destination(1 << 20)) {
            Pushing.sendBuffers(BYTES, layer, destination, 50_000);
        }
        assertThat(methods()).containsExactly("POST", "PUT");
    }

    @Test
    void aRegistryThatFailsForEverIsGivenUp() {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> {
                    FaultyRegistry stuck = FaultyRegistry.create();
                    try (TestRegistry dead = TestRegistry.of(
                                    stuck,
                                    request -> request.is("PUT", "/uploads/")
                                            ? Reply.error(503, "UNAVAILABLE", "no")
                                            : stuck.handle(request),
                                    TestRegistry.options());
                            ImageDestination destination = dead.repository().destination(PushOptions.defaults())) {
                        Pushing.send(
                                content,
                                content.add(MediaTypes.OCI_LAYER, ImageBuilder.noise(1, 9_000_000)),
                                destination);
                    }
                })
                .withMessageContaining("cannot push layer")
                .withMessageContaining("the registry answered 503 (tried 4 times)")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.UNAVAILABLE));
    }

    @Test
    void wrongBytesAreNeverFinished() throws IOException {
        content.flipBit(layer.digest(), 77);
        try (ImageDestination destination = destination(1000)) {
            assertThatExceptionOfType(DigestMismatchException.class)
                    .isThrownBy(() -> Pushing.send(content, layer, destination));
        }
        assertThat(registry.server.requests("PUT", "")).isEmpty();
        assertThat(memory.blobs(TestRegistry.NAME)).isEmpty();
        assertThat(registry.server.requests("DELETE", "/uploads/")).hasSize(1);
    }

    @Test
    void aBlobThatIsTooShortIsNeverFinished() throws IOException {
        try (ImageDestination destination = destination(1000);
                ContentWriter writer = destination.ingester().writer("a", layer)) {
            writer.write(ByteBuffer.wrap(BYTES, 0, 1234));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> writer.commit(layer.size(), layer.digest(), Map.of()))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.FAILED_PRECONDITION));
            assertThat(writer.status().offset()).isEqualTo(1234);
        }
    }

    @Test
    void aWriterThatWasClosedGoesOnWhereItWas() throws IOException {
        try (ImageDestination destination = destination(10_000)) {
            try (ContentWriter writer = destination.ingester().writer("a", layer)) {
                writer.write(ByteBuffer.wrap(BYTES, 0, 123_456));
                assertThatExceptionOfType(ContentException.class)
                        .isThrownBy(() -> destination.ingester().writer("a", layer))
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.UNAVAILABLE));
            }
            try (ContentWriter writer = destination.ingester().writer("a", layer);
                    Blob rest = Blob.ofBytes(BYTES)) {
                int offset = (int) writer.status().offset();
                assertThat(offset).isEqualTo(123_456);
                writer.write(rest, offset, BYTES.length - offset);
                writer.commit(layer.size(), layer.digest(), Map.of());
            }
        }
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }

    @Test
    void aRegistryThatLiesAboutWhatItStoredIsNotBelieved() {
        memory.faults()
                .always(
                        r -> r.is("PUT", "/uploads/"),
                        (request, right) -> right.with("Docker-Content-Digest", "sha256:" + "0".repeat(64)));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> {
                    try (ImageDestination destination = destination(1 << 20)) {
                        Pushing.sendBuffers(BYTES, layer, destination, 50_000);
                    }
                })
                .withMessageContaining("stored it as sha256:000");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void aBlobCountsAsStoredWithoutACreatedResponseOnlyIfItIsThere(int status) throws IOException {
        memory.faults().next(1, r -> r.is("PUT", "/uploads/"), (request, right) -> Reply.of(status));
        try (ImageDestination destination = destination(1 << 20)) {
            Pushing.sendBuffers(BYTES, layer, destination, 50_000);
        }
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void aPageThatIsNoRegistryStoresNoBlob(int status) throws IOException {
        try (TestRegistry other = TestRegistry.of(
                memory,
                request -> request.is("PUT", "/uploads/") ? Reply.of(status) : memory.handle(request),
                TestRegistry.options())) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> {
                        try (ImageDestination destination = other.repository().destination(PushOptions.defaults())) {
                            Pushing.sendBuffers(BYTES, layer, destination, 50_000);
                        }
                    })
                    .withMessageContaining("answered " + status + " and has not stored it");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 303, 307})
    void aRedirectToAPageToLogInAtStoresNoManifest(int status) throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
        WireServer.Handler login = request -> request.is("PUT", "/manifests/")
                ? Reply.of(status).with("Location", "/login")
                : request.path().equals("/login") ? Reply.json(200, "{}") : memory.handle(request);
        try (TestRegistry other = TestRegistry.of(memory, login, TestRegistry.options());
                ImageDestination destination = other.repository().destination(PushOptions.defaults())) {
            NamedImage named = new NamedImage(image, other.server.authority() + "/" + TestRegistry.NAME + ":v1");
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> ImageTransfer.copy(content, List.of(named), destination))
                    .withMessageContaining("answered 200 and has not stored it");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 429, 302})
    void aRegistryThatBeginsNoUploadIsNotAskedForEver(int status) throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
        memory.faults().always(r -> r.is("POST", ""), (request, right) -> Reply.of(status)
                .with("Location", "/for/ever"));
        try (ImageDestination destination = destination(1 << 20)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> ImageTransfer.copy(content, List.of(new NamedImage(image, "v1")), destination));
        }
        // For the layer and the config: four attempts, or one and the redirects that it follows.
        assertThat(registry.server.requests("POST", "")).hasSizeLessThanOrEqualTo(2 * 6);
    }

    @Test
    void aMountOfAnotherBlobIsNoneAndTheBlobIsSent() throws IOException {
        memory.faults().always(r -> r.is("POST", "mount="), (request, right) -> Reply.of(201)
                .with("Docker-Content-Digest", "sha256:" + "0".repeat(64)));
        try (ImageDestination destination =
                registry.repository().destination(PushOptions.defaults().mountingFrom(List.of("other/place")))) {
            Pushing.sendBuffers(BYTES, layer, destination, 50_000);
        }
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }
}
