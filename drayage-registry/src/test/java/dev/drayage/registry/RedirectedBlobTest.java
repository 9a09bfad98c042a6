package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A blob that the registry keeps elsewhere, as those in the cloud do. */
class RedirectedBlobTest {
    private static final byte[] BYTES = ImageBuilder.noise(42, 300_000);

    private final MemoryContent content = new MemoryContent();
    private final Descriptor layer = content.add(MediaTypes.OCI_LAYER_GZIP, BYTES);
    private final FaultyRegistry memory = FaultyRegistry.create().holding(TestRegistry.NAME, content, List.of());
    private final TestRegistry registry = TestRegistry.of(memory);

    @AfterEach
    void stop() {
        registry.close();
    }

    private Blob open() throws IOException {
        return registry.repository().content().open(layer);
    }

    private final TestRegistry storage = TestRegistry.of(memory);
    private final AtomicInteger signatures = new AtomicInteger();

    @AfterEach
    void stopStorage() {
        storage.close();
    }

    private Reply elsewhere(WireRequest request, Reply right) {
        return Reply.of(307)
                .with(
                        "Location",
                        "http://" + storage.server.authority() + request.path() + "?signature="
                                + signatures.incrementAndGet());
    }

    @Test
    void laterRangesAreAskedOfTheStorageItself() throws IOException {
        memory.faults().always(r -> r.is("GET", "/blobs/") && !r.is("GET", "signature"), this::elsewhere);
        try (Blob blob = open()) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
            blob.readAt(1000, ByteBuffer.allocate(10));
            blob.readAt(9000, ByteBuffer.allocate(10));
        }
        assertThat(registry.server.requests("GET", "/blobs/")).hasSize(1);
        assertThat(storage.server.requests("GET", "/blobs/")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusalOfTheStorageIsNoneOfTheRegistry(int status) {
        memory.faults()
                .always(r -> r.is("GET", "signature"), (request, right) -> Reply.of(status))
                .always(r -> r.is("GET", "/blobs/"), this::elsewhere);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> open().newInputStream().readAllBytes())
                .withMessageContaining(storage.server.authority() + " answered " + status
                        + "; that is where the registry keeps its content, and logging in changes nothing there")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("dray login", "credentials"));
    }

    @Test
    void anAddressThatHasExpiredIsAskedForAnew() throws IOException {
        memory.faults().always(r -> r.is("GET", "/blobs/") && !r.is("GET", "signature"), this::elsewhere);
        try (Blob blob = open()) {
            memory.faults()
                    .next(
                            1,
                            r -> r.is("GET", "signature=1"),
                            (request, right) -> Reply.error(403, "DENIED", "expired"));
            ByteBuffer target = ByteBuffer.allocate(10);
            blob.readAt(9000, target);
            assertThat(target.array()).isEqualTo(Arrays.copyOfRange(BYTES, 9000, 9010));
        }
        assertThat(registry.server.requests("GET", "/blobs/")).hasSize(2);
    }
}
