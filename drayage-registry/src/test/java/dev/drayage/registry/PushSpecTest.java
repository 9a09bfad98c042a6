package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentWriter;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageDestination;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.registry.FaultyRegistry;
import dev.drayage.testkit.registry.FaultyRegistry.Trait;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the OCI distribution specification 1.1 asks of a client, by the names of its sections: what is pushed. */
class PushSpecTest extends SpecTest {
    @Test
    @DisplayName("Pushing a blob in chunks: Content-Range must be inclusive and Content-Length that of the chunk")
    void namesTheRangeOfEveryChunk() throws IOException {
        byte[] bytes = ImageBuilder.noise(3, 1000);
        Descriptor layer = new MemoryContent().add(MediaTypes.OCI_LAYER, bytes);
        try (ImageDestination destination =
                registry.repository().destination(PushOptions.defaults().withChunkBytes(400))) {
            Pushing.sendBuffers(bytes, layer, destination, 100);
        }
        assertThat(registry.server.requests("PATCH", "")).allSatisfy(request -> {
            String[] range = request.header("Content-Range").orElseThrow().split("-", -1);
            assertThat(Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1)
                    .isEqualTo(request.body().length);
            assertThat(request.header("Content-Type")).hasValue("application/octet-stream");
        });
    }

    @Test
    @DisplayName("Pushing a blob in chunks: the client must use the Location of the last answer")
    void followsTheLocationOfTheLastAnswer() throws IOException {
        byte[] bytes = ImageBuilder.noise(3, 1000);
        Descriptor layer = new MemoryContent().add(MediaTypes.OCI_LAYER, bytes);
        try (ImageDestination destination =
                registry.repository().destination(PushOptions.defaults().withChunkBytes(400))) {
            Pushing.sendBuffers(bytes, layer, destination, 100);
        }
        assertThat(registry.server.requests().stream()
                        .filter(request -> request.target().contains("state="))
                        .map(request -> request.parameter("state").orElseThrow()))
                .containsExactly("0", "400", "800");
    }

    @Test
    @DisplayName("Pushing a blob in chunks: OCI-Chunk-Min-Length must be respected")
    void sendsNoSmallerChunksThanTheRegistryWants() throws IOException {
        memory.faults()
                .always(
                        request -> request.is("POST", "/uploads/"),
                        (request, right) -> right.with("OCI-Chunk-Min-Length", "700"));
        byte[] bytes = ImageBuilder.noise(3, 1000);
        Descriptor layer = new MemoryContent().add(MediaTypes.OCI_LAYER, bytes);
        try (ImageDestination destination =
                registry.repository().destination(PushOptions.defaults().withChunkBytes(100))) {
            Pushing.sendBuffers(bytes, layer, destination, 100);
        }
        assertThat(registry.server.requests("PATCH", ""))
                .extracting(r -> r.body().length)
                .containsExactly(700);
    }

    @Test
    @DisplayName("Pushing manifests: Content-Type must be the media type of the manifest")
    void sendsAManifestUnderItsMediaType() throws IOException {
        Descriptor docker =
                ImageBuilder.anImageIn(content).asDocker().withLayers(1).build();
        try (ImageDestination destination = registry.repository().destination(PushOptions.defaults())) {
            Pushing.push(content, docker, destination, "v7");
        }
        assertThat(registry.server.requests("PUT", "/manifests/")).hasSize(2).allSatisfy(request -> assertThat(
                        request.header("Content-Type"))
                .hasValue(MediaTypes.DOCKER_MANIFEST));
    }

    private void sendInChunks(byte[] bytes, int chunk) throws IOException {
        Descriptor layer = new MemoryContent().add(MediaTypes.OCI_LAYER, bytes);
        try (ImageDestination destination =
                registry.repository().destination(PushOptions.defaults().withChunkBytes(chunk))) {
            Pushing.sendBuffers(bytes, layer, destination, 100);
        }
    }

    @Test
    @DisplayName("Pushing a blob monolithically: Content-Length must be that of the blob, and the digest its own")
    void sendsASmallBlobWithItsLengthAndDigest() throws IOException {
        byte[] bytes = ImageBuilder.noise(3, 1000);
        sendInChunks(bytes, 4000);
        assertThat(registry.server.requests("PUT", "/uploads/")).singleElement().satisfies(put -> {
            assertThat(put.header("Content-Length")).hasValue("1000");
            assertThat(put.parameter("digest"))
                    .hasValue(Digest.compute(DigestAlgorithm.SHA256, bytes).toString());
        });
    }

    @Test
    @DisplayName("Pushing a blob in chunks: the POST must have Content-Length 0")
    void beginsWithAnEmptyPost() throws IOException {
        sendInChunks(ImageBuilder.noise(3, 1000), 400);
        assertThat(registry.server.requests("POST", "/uploads/"))
                .singleElement()
                .satisfies(post -> assertThat(post.header("Content-Length")).hasValue("0"));
    }

    @Test
    @DisplayName("Pushing a blob in chunks: the first must begin with 0, each with the byte after the last one")
    void sendsChunksInOrder() throws IOException {
        sendInChunks(ImageBuilder.noise(3, 1000), 400);
        assertThat(registry.server.requests("PATCH", ""))
                .extracting(request -> request.header("Content-Range").orElseThrow())
                .containsExactly("0-399", "400-799");
    }

    @Test
    @DisplayName("Pushing a blob in chunks: a PUT must close the session, with the digest of the whole blob")
    void closesWithTheDigestOfTheWhole() throws IOException {
        byte[] bytes = ImageBuilder.noise(3, 1000);
        sendInChunks(bytes, 400);
        assertThat(registry.server.requests("PUT", "/uploads/")).singleElement().satisfies(put -> {
            assertThat(put.parameter("digest"))
                    .hasValue(Digest.compute(DigestAlgorithm.SHA256, bytes).toString());
            assertThat(put.header("Content-Range")).hasValue("800-999");
        });
    }

    @Test
    @DisplayName("Pushing a blob in chunks: after 416 the client asks where the upload stands, and goes on from there")
    void asksWhereAnUploadStands() throws IOException {
        memory.faults().next(1, request -> request.is("PATCH", ""), (request, right) -> Reply.of(416));
        byte[] bytes = ImageBuilder.noise(3, 1000);
        sendInChunks(bytes, 400);
        assertThat(registry.server.requests("GET", "/uploads/")).hasSize(1);
        assertThat(memory.bytes(TestRegistry.NAME, Digest.compute(DigestAlgorithm.SHA256, bytes)))
                .isEqualTo(bytes);
    }

    @Test
    @DisplayName("Mounting a blob from another repository: 202 means that it has to be sent")
    void sendsWhatCannotBeMounted() throws IOException {
        byte[] bytes = ImageBuilder.noise(3, 1000);
        Descriptor layer = content.add(MediaTypes.OCI_LAYER, bytes);
        try (ImageDestination destination =
                registry.repository().destination(PushOptions.defaults().mountingFrom(List.of("not/there")))) {
            Pushing.send(content, layer, destination);
        }
        assertThat(registry.server.requests("POST", "mount=").get(0).parameter("from"))
                .hasValue("not/there");
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(bytes);
    }

    @Test
    @DisplayName("Cancel a blob upload: should be sent when an upload is given up, and its failure be ignored")
    void cancelsWhatItGivesUp() throws IOException {
        memory.faults().always(request -> request.is("DELETE", ""), (request, right) -> Reply.of(500));
        Descriptor layer = content.add(MediaTypes.OCI_LAYER, ImageBuilder.noise(3, 1000));
        try (ImageDestination destination = registry.repository().destination(PushOptions.defaults());
                ContentWriter writer = destination.ingester().writer("a", layer)) {
            writer.write(ByteBuffer.allocate(10));
        }
        assertThat(registry.server.requests("DELETE", "/uploads/")).hasSize(1);
    }

    @Test
    @DisplayName("Pushing manifests with subject: without OCI-Subject the client must add to the index under the tag")
    void addsToTheIndexUnderTheTag() throws IOException {
        Descriptor typed = ImageBuilder.anImageIn(content)
                .about(image)
                .ofArtifactType("test/sbom")
                .annotated("made", "today")
                .build();
        Descriptor untyped = ImageBuilder.anImageIn(content)
                .about(image)
                .annotated("made", "later")
                .build();
        FaultyRegistry old = FaultyRegistry.with(Trait.RANGES);
        try (TestRegistry without = TestRegistry.of(old);
                ImageDestination destination = without.repository().destination(PushOptions.defaults())) {
            for (Descriptor each : List.of(image, typed, untyped, typed)) {
                Pushing.push(content, each, destination, null);
            }
            String tagged =
                    old.tagged(TestRegistry.NAME, "sha256-" + image.digest().hex());
            Index index = Index.parse(
                    RawDocument.of(old.bytes(TestRegistry.NAME, Digest.parse(tagged))),
                    MediaTypes.OCI_INDEX,
                    Limits.defaults());
            assertThat(index.manifests())
                    .extracting(Descriptor::digest)
                    .containsExactly(typed.digest(), untyped.digest());
            assertThat(index.manifests())
                    .extracting(Descriptor::artifactType)
                    .containsExactly("test/sbom", MediaTypes.OCI_CONFIG);
            assertThat(index.manifests())
                    .extracting(referrer -> referrer.annotation("made").orElse(""))
                    .containsExactly("today", "later");
        }
    }

    @Test
    @DisplayName("Pushing manifests with subject: a tag that holds no index is told of and left as it is")
    void leavesATagThatHoldsNoIndex() throws IOException {
        Descriptor sbom = ImageBuilder.anImageIn(content).about(image).build();
        String tag = "sha256-" + image.digest().hex();
        FaultyRegistry old = FaultyRegistry.with(Trait.RANGES)
                .holding(TestRegistry.NAME, content, List.of(image))
                .tag(TestRegistry.NAME, tag, image.digest());
        try (TestRegistry without = TestRegistry.of(old);
                ImageDestination destination = without.repository().destination(PushOptions.defaults())) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> Pushing.push(content, sbom, destination, null))
                    .withMessageContaining(tag)
                    .withMessageContaining("is a manifest and no index");
        }
        assertThat(old.tagged(TestRegistry.NAME, tag)).isEqualTo(image.digest().toString());
    }
}
