package dev.drayage.graph;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An image in a few words, and the manifests that it is made of. */
class ImageSummaryTest {
    private static final Platform AMD64 = Platform.of("linux", "amd64");
    private static final Platform ARM64 = Platform.of("linux", "arm64");
    private static final Platform UNKNOWN = Platform.of("unknown", "unknown");

    private final MemoryContent content = new MemoryContent();
    private final Documents documents = new Documents(content);
    private final Descriptor amd64 = anImageIn(content).withLayers(2).build();
    private final Descriptor arm64 = anImageIn(content).on(ARM64).withLayers(3).build();
    private final Descriptor attestation =
            anImageIn(content).on(UNKNOWN).withLayer(new byte[] {1}).build();
    private final Descriptor index =
            anIndexIn(content).of(arm64, amd64, attestation).build();

    private ImageSummary summary(Descriptor root) throws IOException {
        return ImageSummary.of(content, documents, root);
    }

    private long sizeOf(List<Digest> digests) {
        return digests.stream()
                .mapToLong(digest -> content.bytes(digest).length)
                .sum();
    }

    @Test
    void countsSharedBlobsOnce() throws IOException {
        ImageSummary summary = summary(index);
        assertThat(summary.descriptor()).isEqualTo(index);
        assertThat(summary.blobs()).isEqualTo(content.digests().size());
        assertThat(summary.size()).isEqualTo(sizeOf(content.digests()));
        assertThat(summary.missing()).isZero();
        assertThat(summary.problems()).isEmpty();
    }

    @Test
    void namesPlatformsInTheOrderListedWithoutAttestations() throws IOException {
        assertThat(summary(index).platforms()).containsExactly(ARM64, AMD64);
    }

    @Test
    void aManifestThatIsListedWithoutAPlatformHasTheOneOfItsConfig() throws IOException {
        assertThat(summary(arm64.withPlatform(null)).platforms()).containsExactly(ARM64);
        Descriptor plain =
                anIndexIn(content).of(arm64.withPlatform(null), amd64).build();
        assertThat(summary(plain).platforms()).containsExactly(ARM64, AMD64);
        content.remove(documents.manifest(arm64).config().digest());
        assertThat(summary(arm64.withPlatform(null)).platforms()).isEmpty();
    }

    @Test
    void countsWhatIsMissingOnceToo() throws IOException {
        content.remove(documents.manifest(amd64).layers().get(0).digest());
        content.remove(attestation.digest());
        ImageSummary summary = summary(index);
        assertThat(summary.missing()).isEqualTo(2);
        assertThat(summary.blobs())
                .as("all that is left but the children of the attestation")
                .isEqualTo(content.digests().size() - 2);
    }

    @Test
    void tellsWhatIsBroken() throws IOException {
        content.flipBit(arm64.digest(), 10);
        content.replace(documents.manifest(amd64).layers().get(0).digest(), new byte[1]);
        assertThat(summary(index).problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("manifest " + arm64.digest()))
                .anySatisfy(problem -> assertThat(problem).contains("has 1 bytes"));
    }

    private List<Descriptor> manifests(Descriptor root, PlatformMatcher platforms) throws IOException {
        return ImageManifests.of(documents, root, platforms);
    }

    @Test
    void theOnlyManifestOfAManifestIsItselfWhateverItsPlatform() throws IOException {
        assertThat(manifests(amd64, PlatformMatcher.only(ARM64))).containsExactly(amd64);
        assertThat(manifests(amd64, PlatformMatcher.all())).containsExactly(amd64);
    }

    @Test
    void theManifestsOfAnIndexAreThoseThatMatchBestFirst() throws IOException {
        assertThat(manifests(index, PlatformMatcher.all())).containsExactly(arm64, amd64, attestation);
        assertThat(manifests(index, PlatformMatcher.any(List.of(AMD64)))).containsExactly(amd64);
        assertThat(manifests(index, PlatformMatcher.ordered(List.of(AMD64, ARM64))))
                .containsExactly(amd64, arm64);
        assertThat(manifests(index, PlatformMatcher.any(List.of(Platform.of("windows", "amd64")))))
                .isEmpty();
    }

    @Test
    void indexesWithinIndexesAreLookedThroughAndManifestsWithoutPlatformTaken() throws IOException {
        Descriptor any = anImageIn(content).withLayers(1).build().withPlatform(null);
        Descriptor nested = anIndexIn(content).of(any, amd64).build();
        Descriptor unknown = content.add("application/vnd.example.thing", new byte[] {1});
        Descriptor outer = anIndexIn(content).of(unknown, nested, arm64, nested).build();
        assertThat(manifests(outer, PlatformMatcher.any(List.of(AMD64)))).containsExactly(amd64, any);
        assertThat(manifests(outer, PlatformMatcher.ordered(List.of(ARM64, AMD64))))
                .containsExactly(arm64, amd64, any);
        content.forgetOpened();
        manifests(outer, PlatformMatcher.all());
        assertThat(content.opened())
                .as("manifests are not read")
                .containsExactlyInAnyOrder(outer.digest(), nested.digest());
    }
}
