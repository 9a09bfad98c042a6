package dev.drayage.layout;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.ListedReferrers;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image, its signature and its attestation under one name, as hauler and {@code cosign save} write them. */
class SharedNamesTest {
    private static final String NAME = "registry.example/app:v1";
    private static final String KIND = "dev.cosignproject.cosign/";

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image = anImageIn(content).withLayers(2).build().withPlatform(null);
    private final Descriptor index = content.add(MediaTypes.OCI_INDEX, Index.encode(List.of(image)));
    private final Descriptor signature = signed("application/vnd.dev.cosign.simplesigning.v1+json");
    private final Descriptor attestation = signed("application/vnd.dsse.envelope.v1+json");

    @TempDir
    private Path directory;

    private Descriptor signed(String mediaType) {
        byte[] payload = mediaType.getBytes(StandardCharsets.UTF_8);
        return anImageIn(content)
                .withStoredLayer(mediaType, payload, payload)
                .build()
                .withPlatform(null);
    }

    private ImageLayout layout(Descriptor... listed) throws IOException {
        return ImageLayout.open(LayoutDirectory.write(directory, content, listed));
    }

    private static Descriptor kind(Descriptor descriptor, String kind) {
        return descriptor.withAnnotation("kind", KIND + kind);
    }

    private static Descriptor named(Descriptor descriptor) {
        return ImageNames.named(descriptor, NAME);
    }

    private static void assertThatOnlyTheImageIsNamed(ImageLayout layout, Digest owner) throws IOException {
        assertThat(layout.find(NAME).digest()).isEqualTo(owner);
        assertThat(layout.images())
                .filteredOn(listed -> ImageNames.fullName(listed).isPresent())
                .extracting(Descriptor::digest)
                .containsExactly(owner);
        assertThat(layout.images())
                .hasSize(3)
                .filteredOn(ImageNames::isReferrer)
                .hasSize(2);
    }

    @Test
    void theImageHasTheNameAndTheOthersReferToIt() throws IOException {
        try (ImageLayout layout = layout(
                kind(named(signature), "sigs"), kind(named(index), "imageIndex"), kind(named(attestation), "atts"))) {
            assertThatOnlyTheImageIsNamed(layout, index.digest());
            ListedReferrers referrers = ListedReferrers.of(layout.content(), layout.images(), Limits.defaults());
            assertThat(referrers.referrers(index))
                    .extracting(Descriptor::digest)
                    .containsExactlyInAnyOrder(signature.digest(), attestation.digest());
        }
    }

    @Test
    void whatTheyAreMadeOfTellsThemApartWhereNothingElseDoes() throws IOException {
        try (ImageLayout layout = layout(named(attestation), named(image), named(signature))) {
            assertThatOnlyTheImageIsNamed(layout, image.digest());
        }
    }

    @Test
    void whatHasASubjectOrAnArtifactTypeIsNoImage() throws IOException {
        Descriptor referrer = anImageIn(content).withLayers(1).about(image).build();
        Descriptor artifact = anImageIn(content).ofArtifactType("application/x").build();
        try (ImageLayout layout = layout(named(image), named(referrer), named(artifact))) {
            assertThatOnlyTheImageIsNamed(layout, image.digest());
        }
    }

    @Test
    void aTagMayBeSharedToo() throws IOException {
        try (ImageLayout layout =
                layout(LayoutDirectory.tagged(signature, "v1"), LayoutDirectory.tagged(image, "v1"))) {
            assertThat(layout.find("v1").digest()).isEqualTo(image.digest());
        }
    }

    @Test
    void theSameNameWrittenInTwoWaysIsOneName() throws IOException {
        try (ImageLayout layout =
                layout(ImageNames.named(image, "docker.io/library/app:latest"), ImageNames.named(signature, "app"))) {
            assertThat(layout.find("app:latest").digest()).isEqualTo(image.digest());
        }
    }

    @Test
    void cosignGivesKindsAndNoNames() throws IOException {
        try (ImageLayout layout = layout(kind(index, "imageIndex"), kind(signature, "sigs"))) {
            assertThat(layout.images()).extracting(ImageNames::isReferrer).containsExactly(false, true);
        }
    }

    @Test
    void ofTwoImagesOfOneNameNoneIsChosen() throws IOException {
        Descriptor other = anImageIn(content).withLayers(1).build();
        try (ImageLayout layout = layout(named(image), named(other), named(signature))) {
            assertThat(layout.images()).containsExactly(named(image), named(other), named(signature));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> layout.find(NAME))
                    .withMessageContaining("3 different images named " + NAME);
        }
    }
}
