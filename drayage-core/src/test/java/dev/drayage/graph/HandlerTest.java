package dev.drayage.graph;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandlerTest {
    private static final Platform AMD64 = Platform.of("linux", "amd64");
    private static final Platform ARM64 = Platform.parse("linux/arm64/v8");
    private static final Platform ARMV7 = Platform.parse("linux/arm/v7");

    private final MemoryContent content = new MemoryContent();
    private final Documents documents = new Documents(content);
    private final Handler children = Handler.children(documents);

    @Test
    void theChildrenOfAManifestAreItsConfigAndItsLayers() throws IOException {
        for (Descriptor image : List.of(
                anImageIn(content).withLayers(3).build(),
                anImageIn(content).asDocker().withLayers(3).build())) {
            Manifest manifest = documents.manifest(image);
            assertThat(children.handle(image)).containsExactlyElementsOf(manifest.children());
            assertThat(manifest.children()).hasSize(4).startsWith(manifest.config());
        }
    }

    @Test
    void theChildrenOfAnIndexAreItsManifestsWhateverTheyAre() throws IOException {
        Descriptor image = anImageIn(content).withLayers(1).build();
        Descriptor nested = anIndexIn(content).of(image).build();
        Descriptor unknown = content.add("application/vnd.example.thing", new byte[] {1});
        Descriptor index = anIndexIn(content).of(nested, unknown, image, image).build();
        Descriptor list = anIndexIn(content).asDocker().of(image).build();
        assertThat(children.handle(index)).containsExactly(nested, unknown, image, image);
        assertThat(children.handle(list)).containsExactly(image);
        assertThat(children.handle(anIndexIn(content).build())).isEmpty();
    }

    @Test
    void everythingElseIsALeafThatIsNotOpened() throws IOException {
        for (String mediaType : List.of(
                MediaTypes.OCI_CONFIG,
                MediaTypes.OCI_LAYER_GZIP,
                MediaTypes.OCI_EMPTY,
                MediaTypes.DOCKER_SCHEMA1_MANIFEST,
                "application/vnd.example.thing")) {
            Descriptor leaf = content.add(mediaType, "{\"manifests\":[]}".getBytes(UTF_8));
            assertThat(children.handle(leaf)).isEmpty();
        }
        assertThat(content.opened()).isEmpty();
    }

    @Test
    void theSubjectOfAnArtifactIsNotItsChild() throws IOException {
        Descriptor image = anImageIn(content).withLayers(1).build();
        Descriptor artifact = anImageIn(content)
                .about(image)
                .ofArtifactType("application/vnd.example.sbom")
                .build();
        Descriptor index = anIndexIn(content).about(image).build();
        assertThat(children.handle(artifact)).doesNotContain(image).hasSize(1);
        assertThat(children.handle(index)).isEmpty();
    }

    @Test
    void documentsThatAreNotWhatTheirDescriptorSaysAreRefused() {
        Descriptor image = anImageIn(content).withLayers(1).build();
        Descriptor asIndex = image.withMediaType(MediaTypes.OCI_INDEX);
        assertRefused(asIndex, "mediaType");
        Descriptor confused = content.add(
                MediaTypes.OCI_INDEX,
                "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[],\"config\":{}}".getBytes(UTF_8));
        assertRefused(confused, "index " + confused.digest() + " in memory");
        content.flipBit(image.digest(), 100);
        assertRefused(image, "corrupt");
    }

    private void assertRefused(Descriptor descriptor, String problem) {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> children.handle(descriptor))
                .withMessageContaining(descriptor.digest().toString())
                .withMessageContaining(problem)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.FAILED_PRECONDITION));
    }

    @Test
    void aDocumentThatIsOnlyEmbeddedIsReadFromItsDescriptor() throws IOException {
        Descriptor image = anImageIn(content).withLayers(1).build();
        Descriptor embedded = Embedding.in(image, content.bytes(image.digest()));
        content.remove(image.digest());
        assertThat(children.handle(embedded)).hasSize(2);
        assertThatExceptionOfType(ContentNotFoundException.class).isThrownBy(() -> children.handle(image));
        Descriptor liar = Embedding.in(image, new byte[(int) image.size()]);
        assertThatExceptionOfType(ContentNotFoundException.class).isThrownBy(() -> children.handle(liar));
    }

    @Test
    void sequenceJoinsTheChildrenOfAllInOrder() throws IOException {
        Drawing first = new Drawing().edge("root", "a", "b");
        Drawing second = new Drawing().edge("root", "c");
        assertThat(Handler.sequence(first, second, first).handle(Drawing.node("root")))
                .containsExactlyElementsOf(Drawing.nodes("a", "b", "c", "a", "b"));
        assertThat(Handler.sequence().handle(Drawing.node("root"))).isEmpty();
    }

    @Test
    void withoutLeavesOutWhatIsExcluded() throws IOException {
        Drawing graph = new Drawing().edge("root", "a", "b", "c");
        assertThat(graph.without(child -> Drawing.name(child).equals("b")).handle(Drawing.node("root")))
                .containsExactlyElementsOf(Drawing.nodes("a", "c"));
    }

    @Test
    void onlyPlatformsThatMatchAreFollowedAndThoseThatNameNone() throws IOException {
        Descriptor amd64 = anImageIn(content).on(AMD64).build();
        Descriptor arm64 = anImageIn(content).on(ARM64).build();
        Descriptor any = anImageIn(content).withLayers(1).build().withPlatform(null);
        Descriptor nested = anIndexIn(content).of(arm64).build();
        Descriptor index = anIndexIn(content).of(arm64, any, amd64, nested).build();
        Handler filtered = children.onPlatforms(PlatformMatcher.any(List.of(AMD64)));
        assertThat(filtered.handle(index)).containsExactly(any, amd64, nested);
        assertThat(children.onPlatforms(PlatformMatcher.all()).handle(index))
                .containsExactly(arm64, any, amd64, nested);
    }

    @Test
    void theBestPlatformComesFirstAndEqualsKeepTheirOrder() throws IOException {
        Descriptor armv7 = anImageIn(content).on(ARMV7).build();
        Descriptor arm64 = anImageIn(content).on(ARM64).build();
        Descriptor amd64 = anImageIn(content).on(AMD64).build();
        Descriptor any = anImageIn(content).withLayers(1).build().withPlatform(null);
        Descriptor other = anImageIn(content).withLayers(2).build().withPlatform(null);
        Descriptor arm64Again = anImageIn(content).withLayers(1).on(ARM64).build();
        Descriptor index = anIndexIn(content)
                .of(any, armv7, arm64, other, amd64, arm64Again)
                .build();
        Handler preferring = children.preferring(PlatformMatcher.only(ARM64));
        assertThat(preferring.handle(index)).containsExactly(arm64, arm64Again, armv7, amd64, any, other);
    }

    @Test
    void theLayersOfAManifestKeepTheirOrderWhateverIsPreferred() throws IOException {
        Descriptor image = anImageIn(content).withLayers(3).build();
        assertThat(children.preferring(PlatformMatcher.only(ARM64)).handle(image))
                .containsExactlyElementsOf(children.handle(image));
    }
}
