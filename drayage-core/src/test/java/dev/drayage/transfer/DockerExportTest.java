package dev.drayage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.platform.Platform;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
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

    private ImageArchive plan(NamedImage... roots) throws IOException {
        return ImageArchive.planDocker(content, List.of(roots));
    }

    private Path write(ImageArchive archive) throws IOException {
        Path file = directory.resolve("image.tar");
        archive.writeTo(file);
        return file;
    }

    private List<Descriptor> readBack(Path file) throws IOException {
        try (ImageSource source = ArchiveFile.open(
                file, "archive", ArchiveReadOptions.spoolingTo(directory).withForm(ArchiveReadOptions.Form.DOCKER))) {
            return source.images();
        }
    }

    @Test
    void everyByteIsKnownBeforeItIsWritten() throws IOException {
        try (ImageArchive archive = plan(NamedImage.named(image, "app:v1"))) {
            Path file = write(archive);
            assertThat(file).hasSize(archive.size());
            assertThat(file).hasBinaryContent(archive.newInputStream().readAllBytes());
            assertThat(archive.entries())
                    .extracting(ImageArchive.Entry::path)
                    .hasSize(4)
                    .isSorted()
                    .noneMatch(path -> path.contains("/"));
        }
    }

    @Test
    void anImageOfDockersComesBackWithItsDigestAndName() throws IOException {
        try (ImageArchive archive = plan(NamedImage.named(image, "registry.example/app:v1"))) {
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
        try (ImageArchive archive = plan(NamedImage.named(packed, "app:v1"))) {
            assertThat(archive.entries()).anyMatch(entry -> entry.path().endsWith(".tar.gz"));
            assertThat(readBack(write(archive)).get(0).digest()).isEqualTo(packed.digest());
        }
    }

    @Test
    void anImageWithMoreLayersThanDiffIdsIsRefusedBecauseNothingCouldRunIt() throws IOException {
        Manifest whole =
                Manifest.parse(RawDocument.of(content.bytes(image.digest())), image.mediaType(), Limits.defaults());
        List<Descriptor> all = whole.layers();
        for (List<Descriptor> layers :
                List.of(List.<Descriptor>of(), all.subList(0, 1), List.of(all.get(0), all.get(1), all.get(0)))) {
            Descriptor odd = content.add(MediaTypes.DOCKER_MANIFEST, Manifest.encodeDocker(whole.config(), layers));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> plan(NamedImage.named(odd, "app:v1")))
                    .withMessageContaining("has " + layers.size() + " layers, but its config "
                            + whole.config().digest() + " names 2 diffIDs");
        }
    }

    /** Its readers have nothing else to know a layer by. */
    @Test
    void aLayerThatDoesNotUnpackToItsDiffIdIsNotWrittenUnderAnyName() throws IOException {
        byte[] bytes = ImageBuilder.noise(5, 3_000_001);
        byte[] others = ImageBuilder.noise(6, 900);
        for (byte[] stored :
                List.of(bytes, ImageBuilder.gzip(bytes), Zstd.compress(bytes), ImageBuilder.gzip(others))) {
            Descriptor wrong = ImageBuilder.anImageIn(content)
                    .asDocker()
                    .withGzipLayer(bytes)
                    .withStoredLayer(MediaTypes.DOCKER_LAYER_GZIP, stored, ImageBuilder.noise(7, 20))
                    .build();
            Digest layer = Digest.compute(DigestAlgorithm.SHA256, stored);
            Digest diffId = Digest.compute(DigestAlgorithm.SHA256, ImageBuilder.noise(7, 20));
            Digest found = Digest.compute(DigestAlgorithm.SHA256, stored.length < 1000 ? others : bytes);
            try (ImageArchive archive = plan(NamedImage.named(wrong, "app:v1"))) {
                assertThatExceptionOfType(ContentException.class)
                        .isThrownBy(() -> write(archive))
                        .withMessageContaining(layer + " in memory")
                        .withMessageContaining("unpacks to " + found)
                        .withMessageContaining("names diffID " + diffId)
                        .extracting(ContentException::kind)
                        .isEqualTo(Kind.FAILED_PRECONDITION);
                assertThat(directory).isEmptyDirectory();
                ByteArrayOutputStream written = new ByteArrayOutputStream();
                assertThatExceptionOfType(ContentException.class)
                        .isThrownBy(() -> archive.writeTo(Channels.newChannel(written), WriteOptions.defaults()))
                        .withMessageContaining("names diffID " + diffId);
                assertThat(written.size()).isLessThan((int) archive.size());
            }
        }
    }

    @Test
    void layersOfAnySizeAreComparedWhileTheyAreWritten() {
        Randomized.check(10, random -> {
            ImageBuilder builder = ImageBuilder.anImageIn(content).asDocker();
            for (int i = 0; i < 20; i++) {
                builder.withGzipLayer(ImageBuilder.noise(
                        random.nextLong(), random.nextInt(random.nextInt(8) == 0 ? 2_000_000 : 600)));
            }
            Descriptor many = builder.build();
            try (ImageArchive archive = plan(NamedImage.named(many, "app:v1"))) {
                Path file = directory.resolve("image.tar");
                archive.writeTo(file, WriteOptions.defaults().withParallelism(1 + random.nextInt(5)));
                assertThat(readBack(file).get(0).digest()).isEqualTo(many.digest());
                ByteArrayOutputStream written = new ByteArrayOutputStream();
                archive.writeTo(
                        Channels.newChannel(written), WriteOptions.defaults().withParallelism(1));
                assertThat(file).hasBinaryContent(written.toByteArray());
            }
        });
    }

    /** Several threads copy a large layer at once, and its bytes are compared in order all the same. */
    @Test
    void layersThatAreCopiedByManyThreadsAreCompared() throws IOException {
        byte[] large = ImageBuilder.noise(8, 40 << 20);
        byte[] other = ImageBuilder.noise(9, 9 << 20);
        Descriptor right = ImageBuilder.anImageIn(content)
                .asDocker()
                .withGzipLayer(large)
                .withGzipLayer(other)
                .build();
        Descriptor wrong = ImageBuilder.anImageIn(content)
                .asDocker()
                .withGzipLayer(other)
                .withStoredLayer(MediaTypes.DOCKER_LAYER_GZIP, ImageBuilder.gzip(large), other)
                .build();
        WriteOptions options = WriteOptions.defaults().withParallelism(4);
        for (WriteOptions how : List.of(options, options.withUnfinished(WriteOptions.Unfinished.KEEP))) {
            Path file = directory.resolve("right.tar");
            try (ImageArchive archive = plan(NamedImage.named(right, "app:v1"))) {
                archive.writeTo(file, how);
                assertThat(readBack(file).get(0).digest()).isEqualTo(right.digest());
            }
            Files.delete(file);
            try (ImageArchive archive = plan(NamedImage.named(wrong, "app:v1"))) {
                for (int i = 0; i < 2; i++) {
                    assertThatExceptionOfType(ContentException.class)
                            .isThrownBy(() -> archive.writeTo(file, how))
                            .withMessageContaining("unpacks to " + Digest.compute(DigestAlgorithm.SHA256, large));
                    assertThat(file).doesNotExist();
                }
            }
        }
    }

    @Test
    void storedBytesThatAreWrongAreToldInsteadOfWhatTheyUnpackTo() throws IOException {
        byte[] stored = ImageBuilder.gzip(ImageBuilder.noise(5, 400_000));
        Descriptor packed = ImageBuilder.anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, stored, ImageBuilder.noise(5, 400_000))
                .build();
        content.flipBit(Digest.compute(DigestAlgorithm.SHA256, stored), 8 * 5000);
        try (ImageArchive archive = plan(NamedImage.named(packed, "app:v1"))) {
            assertThatExceptionOfType(DigestMismatchException.class).isThrownBy(() -> write(archive));
        }
    }

    @Test
    void aLayerThatNeedsALargerWindowThanIsAllowedIsRefusedUntilItIs() throws IOException {
        byte[] bytes = ImageBuilder.noise(5, 300_000);
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (OutputStream packer = new ZstdOutputStream(zstd)) {
            packer.write(bytes);
        }
        byte[] stored = zstd.toByteArray();
        stored[5] = (byte) ((28 - 10) << 3); // the window descriptor (RFC 8878, 3.1.1.1.2): 256 MiB
        Descriptor packed = ImageBuilder.anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_ZSTD, stored, bytes)
                .build();
        List<NamedImage> roots = List.of(NamedImage.named(packed, "app:v1"));
        try (ImageArchive archive = ImageArchive.planDocker(content, roots)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> write(archive))
                    .withMessageContaining("option maxZstdWindow");
        }
        ArchiveOptions larger = ArchiveOptions.defaults().withMaxZstdWindow(256 << 20);
        try (ImageArchive archive = ImageArchive.planDocker(content, roots, larger)) {
            assertThat(write(archive)).hasSize(archive.size());
        }
    }

    @Test
    void imagesShareTheirLayers() throws IOException {
        Descriptor longer =
                ImageBuilder.anImageIn(content).asDocker().withLayers(3).build();
        try (ImageArchive archive = plan(NamedImage.named(image, "a:1"), NamedImage.named(longer, "b:1"))) {
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
        try (ImageArchive archive = plan(NamedImage.named(index, "app:v1"))) {
            assertThat(archive.warnings()).anyMatch(warning -> warning.contains("linux/amd64"));
            assertThat(readBack(write(archive)).get(0).digest()).isEqualTo(image.digest());
        }
        ArchiveOptions armOnly = ArchiveOptions.of(SelectionOptions.defaults()
                .withPlatforms(PlatformSelection.named(List.of(Platform.of("linux", "arm64")))));
        try (ImageArchive archive =
                ImageArchive.planDocker(content, List.of(NamedImage.named(index, "app:v1")), armOnly)) {
            assertThat(readBack(write(archive)).get(0).digest()).isEqualTo(arm.digest());
        }
    }

    @Test
    void ofTwoManifestsForOnePlatformTheFirstIsTakenAndThatIsSaid() throws IOException {
        Descriptor other =
                ImageBuilder.anImageIn(content).asDocker().withLayers(1).build();
        Descriptor index = IndexBuilder.anIndexIn(content).of(other, image).build();
        try (ImageArchive archive = plan(NamedImage.named(index, "app:v1"))) {
            assertThat(archive.warnings())
                    .anyMatch(warning -> warning.contains("2 manifests for linux/amd64, of which the first is taken, "
                            + other.digest() + ", and not " + image.digest()));
            assertThat(readBack(write(archive)).get(0).digest()).isEqualTo(other.digest());
        }
        Descriptor twice = IndexBuilder.anIndexIn(content).of(image, image).build();
        try (ImageArchive archive = plan(NamedImage.named(twice, "app:v1"))) {
            assertThat(archive.warnings()).noneMatch(warning -> warning.contains("of which the first"));
        }
    }

    /** docker load gives a name to the last that has it. */
    @Test
    void differentImagesUnderOneNameAreRefused() throws IOException {
        Descriptor other =
                ImageBuilder.anImageIn(content).asDocker().withLayers(1).build();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() ->
                        plan(new NamedImage(image, "app:v1"), NamedImage.named(other, "docker.io/library/app:v1")))
                .withMessage("memory: two different images would be named app:v1 in the archive; choose one, @"
                        + image.digest() + " or @" + other.digest())
                .extracting(ContentException::kind)
                .isEqualTo(Kind.INVALID_ARGUMENT);
        Descriptor index = IndexBuilder.anIndexIn(content).of(image).build();
        try (ImageArchive archive = plan(NamedImage.named(image, "app:v1"), NamedImage.named(index, "app:v1"))) {
            assertThat(readBack(write(archive))).hasSize(1);
        }
    }

    @Test
    void layersInZstdAreWarnedOf() throws IOException {
        Descriptor packed = ImageBuilder.anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_ZSTD, new byte[] {1}, new byte[] {2})
                .build();
        try (ImageArchive archive = plan(NamedImage.named(packed, "app:v1"))) {
            assertThat(archive.warnings()).anyMatch(warning -> warning.contains("version 23"));
        }
    }

    @Test
    void anArtifactIsNoImageOfDockers() {
        Descriptor artifact = ImageBuilder.anImageIn(content)
                .withStoredLayer("application/example", new byte[] {1}, new byte[] {1})
                .build();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> plan(NamedImage.named(artifact, "app:v1")))
                .withMessageContaining("is an artifact and no image of Docker's");
    }

    @Test
    void anImageThatIsNotWholeIsRefused() {
        content.remove(content.digests().stream()
                .filter(digest -> !digest.equals(image.digest()))
                .findFirst()
                .orElseThrow());
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> plan(NamedImage.named(image, "app:v1")));
    }

    @Test
    void skopeoTakesIt() throws IOException {
        Program skopeo = Peers.require("skopeo").with("--insecure-policy");
        try (ImageArchive archive = plan(NamedImage.named(image, "registry.example/app:v1"))) {
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
