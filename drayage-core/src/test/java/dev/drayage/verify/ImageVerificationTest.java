package dev.drayage.verify;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Embedding;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.verify.VerifyReport.Finding;
import dev.drayage.verify.VerifyReport.Finding.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What verification finds of manifests, blobs and what is missing. {@link LayerVerificationTest} is about layers. */
@Timeout(60)
class ImageVerificationTest extends VerifyFixture {
    private final Descriptor amd64 =
            anImageIn(content).withLayers(2).withGzipLayer(noise(5, 5000)).build();
    private final Descriptor arm64 =
            anImageIn(content).on(Platform.of("linux", "arm64")).withLayers(3).build();
    private final Descriptor index = anIndexIn(content).of(amd64, arm64).build();

    private Manifest manifest(Descriptor image) throws IOException {
        return new Documents(content).manifest(image);
    }

    private Descriptor layer(Descriptor image, int number) throws IOException {
        return manifest(image).layers().get(number);
    }

    @Test
    void readsEveryBlobOnceAndComparesEveryLayer() throws IOException {
        VerifyReport report = verify(index, amd64);
        assertSound(report);
        assertThat(report.blobs()).isEqualTo(content.digests().size());
        assertThat(report.bytes())
                .isEqualTo(content.digests().stream()
                        .mapToLong(d -> content.bytes(d).length)
                        .sum());
        assertThat(report.diffIds())
                .as("a layer that two images share is compared for each")
                .isEqualTo(6);
        assertThat(content.opened()).containsExactlyInAnyOrderElementsOf(content.digests());
    }

    @ParameterizedTest
    @EnumSource
    void verifiesByEveryAlgorithm(DigestAlgorithm algorithm) throws IOException {
        MemoryContent other = new MemoryContent();
        Descriptor image = anImageIn(other)
                .by(algorithm)
                .withLayers(2)
                .withGzipLayer(noise(5, 5000))
                .build();
        VerifyReport sound = ImageVerification.verify(other, List.of(image));
        assertSound(sound);
        assertThat(sound.diffIds()).isEqualTo(3);
        Descriptor layer = new Documents(other).manifest(image).layers().get(2);
        other.flipBit(layer.digest(), 7);
        assertFound(ImageVerification.verify(other, List.of(image)), Kind.CORRUPT, layer, "is corrupt");
    }

    @Test
    void tellsOneTurnedBitOfAnyBlob() throws IOException {
        for (Digest digest : content.digests()) {
            byte[] bytes = content.bytes(digest);
            content.flipBit(digest, 8L * bytes.length - 1);
            VerifyReport report = verify(index);
            assertThat(report.isCorrupt()).isTrue();
            assertThat(report.findings())
                    .extracting(Finding::digest)
                    .as("%s", report.findings())
                    .contains(digest);
            content.replace(digest, bytes);
        }
        assertSound(verify(index));
    }

    @Test
    void tellsAWrongSizeOfAnyBlob() throws IOException {
        for (Digest digest : content.digests()) {
            byte[] bytes = content.bytes(digest);
            content.replace(digest, Arrays.copyOf(bytes, bytes.length - 1));
            assertThat(verify(index).findings()).anySatisfy(finding -> {
                assertThat(finding.kind()).isEqualTo(Kind.CORRUPT);
                assertThat(finding.digest()).isEqualTo(digest);
                assertThat(finding.message())
                        .contains(digest + " in memory has " + (bytes.length - 1) + " bytes, its descriptor says "
                                + bytes.length);
            });
            content.replace(digest, bytes);
        }
    }

    @Test
    void tellsADocumentThatIsNotWhatItsTypeSays() throws IOException {
        Descriptor confused =
                content.add(MediaTypes.OCI_INDEX, "{\"manifests\":[],\"layers\":[],\"config\":{}}".getBytes(UTF_8));
        assertFound(verify(index, confused), Kind.CORRUPT, confused, "index ");
        Descriptor asIndex = amd64.withMediaType(MediaTypes.OCI_INDEX);
        assertFound(verify(index, asIndex, confused.withMediaType("x/y")), Kind.CORRUPT, asIndex, "mediaType");
    }

    @Test
    void tellsWhatIsMissingWithItsPlatform() throws IOException {
        Descriptor layer = layer(amd64, 2);
        content.remove(layer.digest());
        assertFound(verify(index), Kind.MISSING, layer, "layer ", "is missing from memory");
        content.add(layer.mediaType(), ImageBuilder.gzip(noise(5, 5000)));
        Descriptor config = manifest(arm64).config();
        content.remove(config.digest());
        assertFound(verify(index), Kind.MISSING, config, "config ");
    }

    @Test
    void aMissingManifestIsNamedWithItsPlatformAndItsBlobsCountAsUnreferenced() throws IOException {
        Manifest gone = manifest(arm64);
        content.remove(arm64.digest());
        VerifyReport report = verify(index);
        assertFound(report, Kind.MISSING, arm64, "manifest ", " for linux/arm64 is missing");
        assertThat(report.unreferenced())
                .extracting(ContentInfo::digest)
                .containsExactlyInAnyOrder(
                        gone.config().digest(), gone.layers().get(2).digest());
    }

    @Test
    void anAbsentNonDistributableLayerIsWorthANoteOnly() throws IOException {
        byte[] bytes = noise(8, 100);
        Descriptor image = anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE, bytes, bytes)
                .build();
        assertSound(verify(index, image));
        Descriptor layer = layer(image, 0);
        content.remove(layer.digest());
        assertFound(verify(index, image), Kind.NOTE, layer, "is non-distributable and not here");
    }

    @Test
    void aStoredNonDistributableLayerIsVerifiedLikeOthers() throws IOException {
        byte[] bytes = noise(8, 100);
        Descriptor image = anImageIn(content)
                .withStoredLayer(MediaTypes.DOCKER_LAYER_FOREIGN_GZIP, ImageBuilder.gzip(bytes), bytes)
                .build();
        Descriptor layer = layer(image, 0);
        content.flipBit(layer.digest(), 100);
        assertFound(verify(index, image), Kind.CORRUPT, layer, "is corrupt");
    }

    @Test
    void whatIsOnlyEmbeddedIsNotedAndFollowed() throws IOException {
        Descriptor embedded = Embedding.in(arm64, content.bytes(arm64.digest()));
        content.remove(arm64.digest());
        VerifyReport report = verify(anIndexIn(content).of(amd64, embedded).build(), index.withMediaType("x/y"));
        assertFound(report, Kind.NOTE, arm64, "manifest ", "is not stored but embedded");
        assertThat(report.diffIds()).isEqualTo(6);
        assertThat(report.unreferenced()).isEmpty();
    }

    @Test
    void dataThatIsNotTheContentIsCorruptThoughTheContentIsStored() throws IOException {
        Descriptor liar = Embedding.in(arm64, new byte[(int) arm64.size()]);
        VerifyReport report = verify(anIndexIn(content).of(amd64, liar).build(), index.withMediaType("x/y"));
        assertFound(report, Kind.CORRUPT, arm64, "embedded in its descriptor with other bytes");
    }

    @Test
    void storedBlobsThatNoImageNamesAreUnreferencedAndReadToo() throws IOException {
        Descriptor stray = content.add(MediaTypes.OCTET_STREAM, noise(1, 77));
        VerifyReport report = verify(index);
        assertThat(report.isSound()).isTrue();
        assertThat(report.unreferenced()).containsExactly(new ContentInfo(stray.digest(), 77));
        assertThat(report.blobs()).isEqualTo(content.digests().size());
        content.flipBit(stray.digest(), 3);
        assertFound(verify(index), Kind.CORRUPT, stray, "is corrupt");
    }

    @Test
    void imagesAloneAreLookedAtWhereNothingIsSaidToBeStored() throws IOException {
        Descriptor stray = content.add(MediaTypes.OCTET_STREAM, noise(1, 77));
        content.forgetOpened();
        VerifyReport report = ImageVerification.verify(content, List.of(amd64));
        assertSound(report);
        assertThat(content.opened()).doesNotContain(stray.digest(), arm64.digest());
        assertThat(report.diffIds()).isEqualTo(3);
    }

    @Test
    void unknownTypesAndArtifactsAreReadAsTheyAre() throws IOException {
        Descriptor unknown = content.add("application/vnd.example.thing+json", noise(2, 50));
        Descriptor artifact = anImageIn(content)
                .about(amd64)
                .ofArtifactType("application/vnd.example.sbom")
                .withStoredLayer("application/spdx+json", noise(3, 40), noise(4, 40))
                .build();
        VerifyReport report = verify(index, unknown, artifact);
        assertSound(report);
        assertThat(report.diffIds()).isEqualTo(6);
        content.flipBit(unknown.digest(), 3);
        assertFound(verify(index, unknown, artifact), Kind.CORRUPT, unknown, "is corrupt");
    }

    @Test
    void aManifestThatRegistriesRefuseForItsSizeIsNoted() throws IOException {
        Descriptor large = anImageIn(content)
                .annotated("pad", "x".repeat(4 << 20))
                .withLayers(1)
                .build();
        assertFound(verify(index, large), Kind.NOTE, large, "4 MiB");
    }

    @Test
    void findsNothingInNothing() throws IOException {
        VerifyReport report = ImageVerification.verify(content, List.of());
        assertSound(report);
        assertThat(report.blobs()).isZero();
    }

    @Test
    void theReportDoesNotDependOnHowManyThreadsThereAre() throws IOException {
        Descriptor stray = content.add(MediaTypes.OCTET_STREAM, noise(1, 77));
        content.flipBit(stray.digest(), 3);
        content.flipBit(layer(amd64, 0).digest(), 3);
        content.flipBit(layer(amd64, 2).digest(), 100);
        content.remove(layer(arm64, 2).digest());
        content.replace(manifest(amd64).config().digest(), new byte[3]);
        VerifyReport first = verify(VerifyOptions.defaults().withParallelism(1), index);
        assertThat(first.findings())
                .hasSizeGreaterThan(3)
                .isSortedAccordingTo((a, b) -> a.kind() != b.kind()
                        ? a.kind().compareTo(b.kind())
                        : a.message().compareTo(b.message()));
        for (int parallelism = 2; parallelism <= 8; parallelism++) {
            assertThat(verify(VerifyOptions.defaults().withParallelism(parallelism), index))
                    .isEqualTo(first);
        }
    }

    @Test
    void progressIsToldOfEveryStoredByteThatIsNoDocument() throws IOException {
        AtomicLong told = new AtomicLong();
        VerifyReport report = verify(VerifyOptions.defaults().withProgress(told::addAndGet), index);
        assertThat(told).hasValue(report.bytes() - index.size() - amd64.size() - arm64.size());
    }

    @Test
    void aGraphOverTheLimitsIsRefused() {
        Descriptor deep = index;
        for (int i = 0; i < 10_000; i++) {
            deep = anIndexIn(content).of(deep).build();
        }
        Descriptor root = deep;
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> verify(root))
                .withMessageContaining("lies deeper than 64 levels")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.FAILED_PRECONDITION));
    }
}
