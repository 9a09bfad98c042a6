package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.registry.FaultyRegistry;
import dev.drayage.testkit.registry.FaultyRegistry.Trait;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of a push comes from elsewhere, in which order the rest goes, and what it is called there. */
class PushOrderTest {
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

    @Test
    void aLayerOfAnotherRepositoryIsTakenOver() throws IOException {
        memory.holding("other/place", content, List.of());
        try (ImageDestination destination = registry.repository()
                .destination(PushOptions.defaults().mountingFrom(List.of("absent", "other/place")))) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> destination.ingester().writer("a", layer))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.ALREADY_EXISTS));
        }
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
        assertThat(registry.server.requests("PATCH", "")).isEmpty();
    }

    @Test
    void theOriginThatAStoreNotedIsTriedByItself() throws IOException {
        memory.holding("other/place", content, List.of());
        Descriptor noted = layer.withAnnotation(
                "containerd.io/distribution.source." + registry.server.authority(), "absent,other/place");
        try (ImageDestination destination = destination(1000)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> destination.ingester().writer("a", noted))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.ALREADY_EXISTS));
        }
    }

    @Test
    void aRegistryThatTakesNothingOverIsSentTheLayer() throws IOException {
        FaultyRegistry simple = FaultyRegistry.with(Trait.RANGES);
        simple.holding("other/place", content, List.of());
        try (TestRegistry plain = TestRegistry.of(simple);
                ImageDestination destination =
                        plain.repository().destination(PushOptions.defaults().mountingFrom(List.of("other/place")))) {
            Pushing.send(content, layer, destination);
        }
        assertThat(simple.bytes(TestRegistry.NAME, layer.digest())).isEqualTo(BYTES);
    }

    @Test
    void childrenComeBeforeParentsAndTheTagLast() throws IOException {
        Descriptor index = IndexBuilder.anIndexIn(content)
                .of(ImageBuilder.anImageIn(content).withLayers(2).build())
                .build();
        try (ImageDestination destination = destination(1 << 20)) {
            Pushing.push(content, index, destination, "v1");
        }
        List<String> puts = registry.server.requests("PUT", "").stream()
                .map(request -> request.path().replaceFirst(".*/(blobs/uploads|manifests)/", "$1 "))
                .map(path ->
                        path.startsWith("blobs") ? "blob" : path.startsWith("manifests sha256") ? "document" : path)
                .toList();
        assertThat(puts).containsExactly("blob", "blob", "blob", "document", "document", "manifests v1");
        assertThat(memory.tagged(TestRegistry.NAME, "v1"))
                .isEqualTo(index.digest().toString());
    }

    @Test
    void aTagThatWasRefusedIsGivenWithWhatStillWaitsForIt() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
        memory.faults()
                .next(
                        1,
                        request -> request.is("PUT", "/manifests/v1"),
                        (request, right) -> Reply.error(400, "MANIFEST_INVALID", "not now"));
        try (ImageDestination destination = destination(1000)) {
            destination.expect(List.of(new NamedImage(image, "v1")));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> Pushing.push(content, image, destination, "v1"));

            destination.put(image, "v1");
        }
        assertThat(registry.server.requests("PUT", "/manifests/v1")).hasSize(2);
        assertThat(registry.server.requests("GET", "/manifests/")).isEmpty();
    }

    @Test
    void aNameThatIsNotInTheRepositoryIsRefused() throws IOException {
        try (ImageDestination destination = destination(1000)) {
            for (String name : List.of("docker.io/library/alpine:v1", "a b", "UPPER/x:1")) {
                assertThatExceptionOfType(ContentException.class)
                        .isThrownBy(() -> destination.put(layer, name))
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.INVALID_ARGUMENT));
            }
        }
    }

    @Test
    void aReferrerIsNotedByTheRegistryOrElseUnderATag() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
        Descriptor sbom = ImageBuilder.anImageIn(content)
                .about(image)
                .ofArtifactType("test/sbom")
                .annotated("made", "today")
                .build();
        for (FaultyRegistry kind : List.of(FaultyRegistry.create(), FaultyRegistry.with())) {
            try (TestRegistry each = TestRegistry.of(kind);
                    ImageDestination destination = each.repository().destination(PushOptions.defaults())) {
                Pushing.push(content, image, destination, "v1");
                Pushing.push(content, sbom, destination, null);
                assertThat(each.repository().referrers(image)).singleElement().satisfies(found -> {
                    assertThat(found.digest()).isEqualTo(sbom.digest());
                    assertThat(found.artifactType()).isEqualTo("test/sbom");
                });
            }
        }
    }
}
