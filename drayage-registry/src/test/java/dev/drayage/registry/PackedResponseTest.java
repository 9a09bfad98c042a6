package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server before the registry packs what nobody asked to be packed. */
@Timeout(60)
class PackedResponseTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(2).build();
    private final byte[] bytes = ImageBuilder.noise(7, 300_000);
    private final Descriptor blob =
            Descriptor.of(MediaTypes.OCTET_STREAM, Digest.compute(DigestAlgorithm.SHA256, bytes), bytes.length);
    private final FaultyRegistry memory = FaultyRegistry.create()
            .holding(TestRegistry.NAME, content, List.of(image))
            .tag(TestRegistry.NAME, "v1", image.digest());

    private TestRegistry registry(String part, UnaryOperator<Reply> change) {
        return TestRegistry.of(
                memory,
                request -> request.is("GET", part) ? change.apply(memory.handle(request)) : memory.handle(request),
                TestRegistry.options());
    }

    private TestRegistry blobs(UnaryOperator<Reply> change) {
        return TestRegistry.of(memory, request -> change.apply(answer(request)), TestRegistry.options());
    }

    private Reply answer(WireRequest request) {
        return request.is("GET", "/blobs/sha") ? Reply.of(200, bytes) : memory.handle(request);
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static Reply packed(Reply reply) {
        return reply.withBody(gzip(reply.body())).with("Content-Encoding", "gzip");
    }

    private byte[] read(Repository repository) throws IOException {
        byte[] read = new byte[bytes.length];
        try (Blob opened = repository.content().open(blob)) {
            ByteBuffer target = ByteBuffer.wrap(read);
            while (target.hasRemaining() && opened.readAt(target.position(), target) > 0) {
                // Until all is there.
            }
        }
        return read;
    }

    @Test
    void manifestsAndListsAreUnpacked() throws IOException {
        try (TestRegistry registry = registry("/", PackedResponseTest::packed)) {
            Repository repository = registry.repository("v1");
            assertThat(repository.resolve().digest()).isEqualTo(image.digest());
            assertThat(repository.content().open(image).size()).isEqualTo(image.size());
            List<String> tags = new ArrayList<>();
            repository.tags(tags::add);
            assertThat(tags).containsExactly("v1");
        }
    }

    @Test
    void errorsAreUnpacked() throws IOException {
        try (TestRegistry registry =
                registry("/manifests/", reply -> packed(Reply.error(403, "DENIED", "because of the moon")))) {
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> registry.repository("v1").content().open(image))
                    .withMessageContaining("because of the moon");
        }
    }

    @Test
    void blobsAreUnpackedWhereAllOfThemComes() throws IOException {
        try (TestRegistry registry = blobs(PackedResponseTest::packed)) {
            assertThat(read(registry.repository())).isEqualTo(bytes);
        }
    }

    @Test
    void aBlobThatWasPackedLongBeforeStaysAsItIs() throws IOException {
        try (TestRegistry registry = blobs(reply -> reply.with("Content-Encoding", "gzip"))) {
            assertThat(read(registry.repository())).isEqualTo(bytes);
        }
    }

    private Reply range(Reply whole, int total) {
        return Reply.of(206, Arrays.copyOf(whole.body(), 100))
                .with("Content-Range", "bytes 0-99/" + total)
                .with("Content-Encoding", "gzip");
    }

    @Test
    void aRangeOfSomethingPackedIsRefusedByName() throws IOException {
        try (TestRegistry registry = blobs(reply -> range(reply, 200_000))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> read(registry.repository()))
                    .withMessageContaining("Content-Encoding: ")
                    .withMessageContaining("gzip");
        }
    }

    @Test
    void aRangeOfABlobThatWasPackedLongBeforeStaysAsItIs() throws IOException {
        try (TestRegistry registry = blobs(reply -> range(reply, bytes.length))) {
            try (Blob opened = registry.repository().content().open(blob)) {
                ByteBuffer target = ByteBuffer.allocate(100);
                opened.readAt(0, target);
                assertThat(target.array()).isEqualTo(Arrays.copyOf(bytes, 100));
            }
        }
    }
}
