package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layers of some megabytes go in the request that ends their upload, straight from where they are. */
class WholeUploadTest {
    private final MemoryContent content = new MemoryContent();
    private final byte[] bytes = ImageBuilder.noise(7, 3_000_000);
    private final Descriptor layer = content.add(MediaTypes.OCI_LAYER, bytes);
    private final FaultyRegistry memory = FaultyRegistry.create();
    private final TestRegistry registry = TestRegistry.of(memory);

    @AfterEach
    void stop() {
        registry.close();
    }

    private ImageDestination destination() throws IOException {
        return registry.repository().destination(PushOptions.defaults());
    }

    private List<String> methods() {
        return registry.server.requests().stream()
                .filter(request -> request.target().contains("/uploads/"))
                .map(WireRequest::method)
                .toList();
    }

    @Test
    void aLayerGoesInTwoRequests() throws IOException {
        try (ImageDestination destination = destination()) {
            Pushing.send(content, layer, destination);
        }
        assertThat(methods()).containsExactly("POST", "PUT");
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @Test
    void wrongBytesAreNotSentToTheirEndAndTheRightOnesMayFollow() throws IOException {
        byte[] wrong = bytes.clone();
        wrong[10] ^= 1;
        try (ImageDestination destination = destination();
                ContentWriter writer = destination.ingester().writer("a", layer)) {
            writer.write(Blob.ofBytes(wrong), 0, wrong.length);
            assertThatExceptionOfType(DigestMismatchException.class)
                    .isThrownBy(() -> writer.commit(layer.size(), layer.digest(), Map.of()));
            assertThat(registry.server.requests("PUT", "")).noneMatch(request -> request.body().length == bytes.length);

            writer.truncate(0);
            writer.write(Blob.ofBytes(bytes), 0, bytes.length);
            writer.commit(layer.size(), layer.digest(), Map.of());
        }
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @Test
    void whatIsTooLargeForOneRequestGoesInParts() throws IOException {
        FaultyRegistry narrow = FaultyRegistry.create();
        try (TestRegistry limited = TestRegistry.of(
                        narrow,
                        request -> request.body().length > 1_500_000 ? Reply.of(413) : narrow.handle(request),
                        TestRegistry.options());
                ImageDestination destination = limited.repository().destination(PushOptions.defaults())) {
            Pushing.send(content, layer, destination);
            assertThat(limited.server.requests("PATCH", ""))
                    .filteredOn(request -> request.body().length <= 1_500_000)
                    .hasSize(3);
        }
        assertThat(narrow.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @Test
    void anUploadThatIsLostBeginsAnew() throws IOException {
        FaultyRegistry forgetful = FaultyRegistry.create();
        AtomicInteger puts = new AtomicInteger();
        try (TestRegistry weak = TestRegistry.of(
                        forgetful,
                        request -> {
                            if (request.is("PUT", "/uploads/") && puts.incrementAndGet() == 1) {
                                return Reply.error(503, "UNAVAILABLE", "not now");
                            }
                            return request.is("GET", "/uploads/")
                                    ? Reply.error(404, "X", "lost")
                                    : forgetful.handle(request);
                        },
                        TestRegistry.options());
                ImageDestination destination = weak.repository().destination(PushOptions.defaults())) {
            Pushing.send(content, layer, destination);
            assertThat(weak.server.requests("POST", "/uploads/")).hasSize(2);
            assertThat(weak.server.requests("PATCH", "")).isEmpty();
        }
        assertThat(puts).hasValue(2);
        assertThat(forgetful.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @Test
    void aSourceThatFailsIsToldAsWhatItIsAndMayBeReadAgain() throws IOException {
        Blob failing = new Blob() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public int readAt(long position, ByteBuffer target) throws IOException {
                if (position > 1_000_000) {
                    throw ContentNotFoundException.of(layer, "a place that forgets");
                }
                return Blob.ofBytes(bytes).readAt(position, target);
            }

            @Override
            public void close() {
                // There is nothing to close.
            }
        };
        try (ImageDestination destination = destination();
                ContentWriter writer = destination.ingester().writer("a", layer)) {
            assertThatExceptionOfType(ContentNotFoundException.class)
                    .isThrownBy(() -> writer.write(failing, 0, bytes.length))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.NOT_FOUND));

            writer.write(Blob.ofBytes(bytes), 0, bytes.length);
            writer.commit(layer.size(), layer.digest(), Map.of());
        }
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }
}
