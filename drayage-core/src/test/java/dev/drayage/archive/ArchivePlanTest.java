package dev.drayage.archive;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.archive.ArchiveOptions.DockerManifest;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.document.Limits;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.selection.NonDistributable;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes into an archive, in which order, and what its documents say. */
@Timeout(60)
class ArchivePlanTest {
    private static final String INDEX_START =
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[";

    private final MemoryContent content = new MemoryContent();

    @Test
    void ordersEntriesBytewiseAndGivesThemContainerdsModes() throws IOException {
        Descriptor image = anImageIn(content).withLayers(1).build();
        ImageArchive archive = Archives.plan(content, image);

        List<String> blobs = content.digests().stream().map(BlobPaths::path).toList();
        assertThat(Archives.paths(archive))
                .isSorted()
                .containsExactly(
                        "blobs/",
                        "blobs/sha256/",
                        blobs.get(0),
                        blobs.get(1),
                        blobs.get(2),
                        "index.json",
                        "manifest.json",
                        "oci-layout");
        assertThat(archive.entries())
                .extracting(ImageArchive.Entry::mode)
                .containsExactly(0755, 0755, 0444, 0444, 0444, 0644, 0644, 0444);
        assertThat(Archives.text(archive, "oci-layout")).isEqualTo("{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    @Test
    void entriesFollowEachOtherToTheEndMark() throws IOException {
        Descriptor image = anImageIn(content).withLayers(3).build();
        ImageArchive archive = Archives.plan(content, image);

        long offset = 0;
        for (ImageArchive.Entry entry : archive.entries()) {
            assertThat(entry.offset()).isEqualTo(offset);
            assertThat(entry.dataOffset()).isEqualTo(offset + 512);
            offset = entry.end();
        }
        assertThat(archive.size()).isEqualTo(offset + 1024);
    }

    @Test
    void describesTheImageInBothDocuments() throws IOException {
        Descriptor image = anImageIn(content).withLayer(new byte[] {1}).build();
        ImageArchive archive = ImageArchive.plan(content, List.of(NamedImage.named(image, "alpine")));

        assertThat(Archives.text(archive, "index.json"))
                .isEqualTo(INDEX_START + "{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"digest\":\""
                        + image.digest() + "\",\"size\":" + image.size()
                        + ",\"annotations\":{\"io.containerd.image.name\":\"docker.io/library/alpine:latest\","
                        + "\"org.opencontainers.image.ref.name\":\"latest\"}}]}");
        assertThat(Archives.text(archive, "manifest.json"))
                .matches("\\[\\{\"Config\":\"blobs/sha256/[0-9a-f]{64}\",\"RepoTags\":\\[\"alpine:latest\"],"
                        + "\"Layers\":\\[\"blobs/sha256/[0-9a-f]{64}\"]}]");
    }

    @Test
    void differentImagesUnderOneNameAreRefused() {
        Descriptor image = anImageIn(content).withLayers(1).build();
        Descriptor other = anImageIn(content).withLayers(2).build();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> ImageArchive.plan(
                        content, List.of(NamedImage.named(image, "app:v1"), NamedImage.named(other, "app:v1"))))
                .withMessage(
                        "memory: two different images would be named docker.io/library/app:v1 in the archive; choose"
                                + " one, @" + image.digest() + " or @" + other.digest());
    }

    @Test
    void differentImagesUnderOneTagAreKeptWithAWarning() throws IOException {
        Descriptor image = anImageIn(content).withLayers(1).build();
        Descriptor other = anImageIn(content).withLayers(2).build();
        assertThat(Archives.plan(content, LayoutDirectory.tagged(image, "v1"), LayoutDirectory.tagged(other, "v1"))
                        .warnings())
                .containsExactly(
                        "2 different images are named v1 in the archive, and can be chosen from it by digest only: @"
                                + image.digest() + ", @" + other.digest());
        assertThat(Archives.plan(
                                content,
                                image,
                                other,
                                LayoutDirectory.tagged(image, "v1"),
                                LayoutDirectory.tagged(image, "v2"),
                                image.withAnnotation(ImageAnnotations.REF_NAME, "v1")
                                        .withAnnotation("other", "annotation"))
                        .warnings())
                .isEmpty();
    }

    @Test
    void readsManifestsAndIndexesOnly() throws IOException {
        Descriptor amd64 = anImageIn(content).withLayers(2).build();
        Descriptor arm64 = anImageIn(content).on(Platform.of("linux", "arm64")).build();
        Descriptor index = anIndexIn(content).of(amd64, arm64).build();
        content.forgetOpened();

        Archives.plan(content, index);

        assertThat(content.opened()).isEqualTo(new TreeSet<>(List.of(amd64.digest(), arm64.digest(), index.digest())));
        assertThat(content.openBlobs()).isZero();
    }

    @Test
    void dockersManifestCanBeLeftOut() throws IOException {
        ImageArchive archive = Archives.plan(
                content,
                ArchiveOptions.defaults().withDockerManifest(DockerManifest.OMIT),
                anImageIn(content).build());

        assertThat(Archives.paths(archive)).doesNotContain("manifest.json").contains("index.json");
    }

    @Test
    void nameBlobsByAnyAlgorithm() throws IOException {
        Descriptor sha256 = anImageIn(content).withLayers(1).build();
        Descriptor sha512 =
                anImageIn(content).by(DigestAlgorithm.SHA512).withLayers(1).build();
        ImageArchive archive = Archives.plan(content, sha512, sha256);

        assertThat(Archives.paths(archive))
                .contains("blobs/sha256/", "blobs/sha512/")
                .isSorted();
        assertThat(Archives.files(archive)).containsKey(BlobPaths.path(sha512.digest()));
        assertThat(archive.entries())
                .filteredOn(entry -> entry.path().length() > 100)
                .hasSize(3)
                .allSatisfy(
                        entry -> assertThat(entry.dataOffset() - entry.offset()).isEqualTo(1536));
    }

    @Test
    void imagesShareBlobsAndKeepTheOrderTheyWereGivenIn() throws IOException {
        Descriptor first = anImageIn(content).withLayers(2).build();
        Descriptor second = anImageIn(content).withLayers(3).build();
        for (List<Descriptor> order : List.of(List.of(first, second), List.of(second, first))) {
            ImageArchive archive = ImageArchive.plan(
                    content,
                    List.of(
                            NamedImage.named(order.get(0), "a.io/one:1"),
                            NamedImage.named(order.get(1), "a.io/two:2")));

            assertThat(Archives.blobs(archive)).hasSize(content.digests().size());
            assertThat(Archives.text(archive, "index.json"))
                    .containsSubsequence(
                            order.get(0).digest().hex(), order.get(1).digest().hex());
            assertThat(Archives.text(archive, "manifest.json")).containsSubsequence("a.io/one:1", "a.io/two:2");
        }
    }

    @Test
    void anImageUnderTwoNamesIsListedTwiceAndDescribedOnce() throws IOException {
        Descriptor image = anImageIn(content).withLayers(1).build();
        ImageArchive archive = ImageArchive.plan(
                content,
                List.of(
                        NamedImage.named(image, "b.io/x:2"),
                        NamedImage.named(image, "a.io/x:1"),
                        NamedImage.named(image, "b.io/x:2")));

        assertThat(Archives.text(archive, "index.json").split(image.digest().hex(), -1))
                .hasSize(3);
        assertThat(Archives.text(archive, "manifest.json"))
                .contains("\"RepoTags\":[\"b.io/x:2\",\"a.io/x:1\"]")
                .containsOnlyOnce("\"Config\"");
    }

    @Test
    void layersThatMustNotBeDistributedCanBeLeftOut() throws IOException {
        Descriptor image = foreignImage();
        Digest foreign = content.add(MediaTypes.DOCKER_LAYER_FOREIGN_GZIP, new byte[] {7})
                .digest();

        assertThat(Archives.blobs(Archives.plan(content, image)))
                .extracting(Descriptor::digest)
                .contains(foreign);
        ArchiveOptions skipping =
                ArchiveOptions.of(SelectionOptions.defaults().withNonDistributable(NonDistributable.SKIP));
        ImageArchive archive = Archives.plan(content, skipping, image);
        assertThat(Archives.blobs(archive))
                .hasSize(3)
                .extracting(Descriptor::digest)
                .doesNotContain(foreign);
        assertThat(Archives.text(archive, "manifest.json"))
                .as("Docker is told of it")
                .contains(foreign.hex());

        content.remove(foreign);
        assertThat(Archives.blobs(Archives.plan(content, skipping, image))).hasSize(3);
        assertThatThrownBy(() -> Archives.plan(content, image))
                .hasMessageContaining(foreign.toString())
                .hasMessageContaining("non-distributable layers can be skipped");
    }

    private Descriptor foreignImage() {
        return anImageIn(content)
                .withLayers(1)
                .withStoredLayer(MediaTypes.DOCKER_LAYER_FOREIGN_GZIP, new byte[] {7}, new byte[] {7})
                .build();
    }

    @Test
    void contentEmbeddedInADescriptorNeedNotBeStored() throws IOException {
        byte[] bytes = {1, 2, 3, 4};
        Descriptor embedded = withData(content.add("application/octet-stream", bytes), bytes);
        Descriptor index = anIndexIn(content).of(embedded).build();
        content.remove(embedded.digest());

        ImageArchive archive = Archives.plan(content, index);
        assertThat(Archives.files(archive)).containsEntry(BlobPaths.path(embedded.digest()), bytes);
        assertThat(Archives.read(archive)).isEqualTo(Archives.bytes(archive));
    }

    private static Descriptor withData(Descriptor d, byte[] bytes) {
        String data = Base64.getEncoder().encodeToString(bytes);
        return new Descriptor(d.mediaType(), d.digest(), d.size(), List.of(), d.annotations(), data, null, null);
    }

    @Test
    void whatIsOfNoKnownTypeIsKeptWithAWarning() throws IOException {
        Descriptor strange = content.add("application/x-strange", new byte[] {5});
        Descriptor index =
                anIndexIn(content).of(strange, anImageIn(content).build()).build();

        for (Descriptor root : List.of(index, strange)) {
            ImageArchive archive = Archives.plan(content, root);
            assertThat(Archives.blobs(archive)).extracting(Descriptor::digest).contains(strange.digest());
            assertThat(archive.warnings())
                    .containsExactly("blob " + strange.digest() + " has the unknown media type application/x-strange;"
                            + " it is taken as it is, without anything it may refer to");
        }
        assertThat(Archives.paths(Archives.plan(content, strange)))
                .as("there is nothing for Docker")
                .doesNotContain("manifest.json");
    }

    @Test
    void artifactsAreTakenWithoutAWarning() throws IOException {
        Descriptor image = anImageIn(content).build();
        Descriptor signature = anImageIn(content)
                .ofArtifactType("application/x-signature")
                .withStoredLayer("application/x-signature", new byte[] {9}, new byte[] {9})
                .about(image)
                .build();
        ImageArchive archive = Archives.plan(content, signature);

        assertThat(archive.warnings()).isEmpty();
        assertThat(Archives.blobs(archive)).as("but not what they are about").hasSize(3);
    }

    @Test
    void aBlobOfTheWrongSizeIsRefusedWhilePlanning() {
        Descriptor image = anImageIn(content).withLayers(1).build();
        Digest layer = content.digests().stream()
                .filter(digest -> content.bytes(digest).length == 200)
                .findFirst()
                .orElseThrow();
        content.replace(layer, new byte[199]);

        assertThatThrownBy(() -> Archives.plan(content, image))
                .isInstanceOf(SizeMismatchException.class)
                .hasMessageContaining("layer " + layer + " in memory has 199 bytes, its descriptor says 200");
    }

    @Test
    void aCorruptManifestIsRefusedWhilePlanning() {
        Descriptor image = anImageIn(content).withLayers(1).build();
        content.flipBit(image.digest(), 100);

        assertThatThrownBy(() -> Archives.plan(content, image))
                .isInstanceOfSatisfying(
                        ContentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                .hasMessageContaining("manifest " + image.digest() + " in memory is corrupt");
    }

    @Test
    void limitsHold() {
        Descriptor image = anImageIn(content).withLayers(3).build();
        Descriptor index = anIndexIn(content).of(image).build();

        for (ArchiveOptions options : List.of(
                limited(Limits.defaults().withMaxLevels(2).withMaxDescriptors(100)),
                limited(Limits.defaults().withMaxLevels(10).withMaxDescriptors(5)),
                limited(Limits.defaults().withMaxBytes(100)))) {
            assertThatThrownBy(() -> Archives.plan(content, options, index))
                    .isInstanceOfSatisfying(
                            ContentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                    .hasMessageContaining("limit");
        }
    }

    private static ArchiveOptions limited(Limits limits) {
        return ArchiveOptions.of(SelectionOptions.defaults().withLimits(limits));
    }

    @Test
    void forSomethingThereMustBeSomething() {
        assertThatThrownBy(() -> Archives.plan(content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an archive needs at least one image");
    }

    @Test
    void equalBranchesAreLookedAtOnceWhereverTheyLead() throws IOException {
        Stream<Descriptor> leaves = Stream.of(
                anImageIn(content).build(),
                anImageIn(content).on(Platform.of("plan9", "mips")).build(),
                anImageIn(content).on(Platform.of("unknown", "unknown")).build(),
                content.add("application/x-strange", new byte[] {5}));
        for (Descriptor leaf : leaves.toList()) {
            Descriptor root = leaf;
            for (int level = 0; level < 40; level++) {
                root = anIndexIn(content).of(root, root).build();
            }
            assertThat(Archives.blobs(Archives.plan(content, root))).hasSizeGreaterThan(40);
        }
    }
}
