package dev.drayage.testkit.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.archive.ArchiveEntry;
import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ArchiveRoot;
import dev.drayage.archive.ImageArchive;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.graph.PlatformSelection;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.JsonLimits;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Platform;
import dev.drayage.oci.RawDocument;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import dev.drayage.transfer.ArchiveFile;
import dev.drayage.transfer.ArchiveForm;
import dev.drayage.transfer.ArchiveOpening;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images become Docker archives, planned to the byte. */
class DockerExportTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).asDocker().withLayers(2).build();

    @TempDir
    private Path directory;

    private ImageArchive plan(ArchiveRoot... roots) throws IOException {
        return ImageArchive.planDocker(content, List.of(roots), ArchiveOptions.defaults());
    }

    private Path write(ImageArchive archive) throws IOException {
        Path file = directory.resolve("image.tar");
        archive.writeTo(file);
        return file;
    }

    private List<Descriptor> readBack(Path file) throws IOException {
        try (ImageSource source =
                ArchiveFile.open(file, "archive", ArchiveForm.DOCKER, ArchiveOpening.spoolingTo(directory))) {
            return source.images();
        }
    }

    @Test
    void everyByteIsKnownBeforeItIsWritten() throws IOException {
        try (ImageArchive archive = plan(ArchiveRoot.named(image, "app:v1"))) {
            Path file = write(archive);
            assertThat(file).hasSize(archive.size());
            assertThat(file).hasBinaryContent(archive.newInputStream().readAllBytes());
            assertThat(archive.entries())
                    .extracting(ArchiveEntry::path)
                    .hasSize(4)
                    .isSorted()
                    .noneMatch(path -> path.contains("/"));
        }
    }

    @Test
    void anImageOfDockersComesBackWithItsDigestAndName() throws IOException {
        try (ImageArchive archive = plan(ArchiveRoot.named(image, "registry.example/app:v1"))) {
            Descriptor back = readBack(write(archive)).get(0);
            assertThat(back.digest()).isEqualTo(image.digest());
            assertThat(back.annotation(ImageAnnotations.IMAGE_NAME)).hasValue("registry.example/app:v1");
        }
    }

    @Test
    void compressedLayersAreCarriedAsTheyAre() throws IOException {
        Descriptor packed = ImageBuilder.anImageIn(content)
                .asDocker()
                .withGzipLayer(ImageBuilder.noise(4, 900))
                .build();
        try (ImageArchive archive = plan(ArchiveRoot.named(packed, "app:v1"))) {
            assertThat(archive.entries()).anyMatch(entry -> entry.path().endsWith(".tar.gz"));
            assertThat(readBack(write(archive)).get(0).digest()).isEqualTo(packed.digest());
        }
    }

    @Test
    void anImageWithMoreLayersThanDiffIdsIsRefusedBecauseNothingCouldRunIt() throws IOException {
        Manifest whole =
                Manifest.parse(RawDocument.of(content.bytes(image.digest())), image.mediaType(), JsonLimits.defaults());
        List<Descriptor> all = whole.layers();
        for (List<Descriptor> layers :
                List.of(List.<Descriptor>of(), all.subList(0, 1), List.of(all.get(0), all.get(1), all.get(0)))) {
            Descriptor odd = content.add(MediaTypes.DOCKER_MANIFEST, Manifest.encodeDocker(whole.config(), layers));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> plan(ArchiveRoot.named(odd, "app:v1")))
                    .withMessageContaining("has " + layers.size() + " layers, but its config "
                            + whole.config().digest() + " names 2 diffIDs");
        }
    }

    @Test
    void imagesShareTheirLayers() throws IOException {
        Descriptor longer =
                ImageBuilder.anImageIn(content).asDocker().withLayers(3).build();
        try (ImageArchive archive = plan(ArchiveRoot.named(image, "a:1"), ArchiveRoot.named(longer, "b:1"))) {
            assertThat(archive.entries()).hasSize(2 + 3 + 1);
            assertThat(readBack(write(archive)))
                    .extracting(Descriptor::digest)
                    .containsExactly(image.digest(), longer.digest());
        }
    }

    @Test
    void ofManyPlatformsOneIsTakenAndThatIsSaid() throws IOException {
        Descriptor arm = ImageBuilder.anImageIn(content)
                .asDocker()
                .on(Platform.of("linux", "arm64"))
                .withLayers(1)
                .build();
        Descriptor index = IndexBuilder.anIndexIn(content).of(image, arm).build();
        try (ImageArchive archive = plan(ArchiveRoot.named(index, "app:v1"))) {
            assertThat(archive.warnings()).anyMatch(warning -> warning.contains("linux/amd64"));
            assertThat(readBack(write(archive)).get(0).digest()).isEqualTo(image.digest());
        }
        ArchiveOptions armOnly = ArchiveOptions.defaults()
                .withPlatforms(PlatformSelection.named(List.of(Platform.of("linux", "arm64"))));
        try (ImageArchive archive =
                ImageArchive.planDocker(content, List.of(ArchiveRoot.named(index, "app:v1")), armOnly)) {
            assertThat(readBack(write(archive)).get(0).digest()).isEqualTo(arm.digest());
        }
    }

    @Test
    void layersInZstdAreWarnedOf() throws IOException {
        Descriptor packed = ImageBuilder.anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_ZSTD, new byte[] {1}, new byte[] {2})
                .build();
        try (ImageArchive archive = plan(ArchiveRoot.named(packed, "app:v1"))) {
            assertThat(archive.warnings()).anyMatch(warning -> warning.contains("version 23"));
        }
    }

    @Test
    void anArtifactIsNoImageOfDockers() {
        Descriptor artifact = ImageBuilder.anImageIn(content)
                .withStoredLayer("application/example", new byte[] {1}, new byte[] {1})
                .build();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> plan(ArchiveRoot.named(artifact, "app:v1")))
                .withMessageContaining("is an artifact and no image of Docker's");
    }

    @Test
    void anImageThatIsNotWholeIsRefused() {
        content.remove(content.digests().stream()
                .filter(digest -> !digest.equals(image.digest()))
                .findFirst()
                .orElseThrow());
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> plan(ArchiveRoot.named(image, "app:v1")));
    }

    @Test
    void skopeoTakesIt() throws IOException {
        Program skopeo = Peers.require("skopeo").with("--insecure-policy");
        try (ImageArchive archive = plan(ArchiveRoot.named(image, "registry.example/app:v1"))) {
            Path file = write(archive);
            skopeo.run("copy", "docker-archive:" + file, "dir:" + directory.resolve("copied"))
                    .requireSuccess();
            String config = Files.readString(directory.resolve("copied/manifest.json"));
            assertThat(config).contains(configDigest());
        }
    }

    private String configDigest() {
        return content.digests().stream()
                .filter(digest ->
                        new String(content.bytes(digest), StandardCharsets.UTF_8).startsWith("{\"architecture\""))
                .findFirst()
                .orElseThrow()
                .hex();
    }
}
