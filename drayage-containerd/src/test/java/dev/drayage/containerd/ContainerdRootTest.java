package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.containerd.bolt.CorruptDatabaseException;
import dev.drayage.containerd.bolt.SampleDatabase;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.labels.SourceLabels;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root directory with the database of a containerd 1.6.20, and what becomes of it. */
class ContainerdRootTest {
    private static final Digest HELLO =
            Digest.parse("sha256:f5a628863172d28473debc71d4e1efd6b4a046ca37c86bbe6013667f09efe53c");

    @TempDir
    private Path directory;

    private Path database;

    @BeforeEach
    void layOut() throws IOException {
        database = directory.resolve("io.containerd.metadata.v1.bolt/meta.db");
        Files.createDirectories(database.getParent());
        Files.write(database, SampleDatabase.bytes());
    }

    private ContainerdRoot open(String namespace) throws IOException {
        return ContainerdRoot.open(directory, namespace);
    }

    private void store(MemoryContent content) throws IOException {
        for (Digest digest : content.digests()) {
            Path file = directory.resolve(RootContent.DIRECTORY).resolve(BlobPaths.path(digest));
            Files.createDirectories(file.getParent());
            Files.write(file, content.bytes(digest));
        }
    }

    @Test
    void listsTheImagesOfOneNamespaceByTheirNames() throws IOException {
        try (ContainerdRoot root = open("default")) {
            assertThat(root.images())
                    .extracting(image ->
                            image.annotation(ImageAnnotations.IMAGE_NAME).orElseThrow())
                    .startsWith("docker.io/drayage/hello:latest", "registry.example/hello:v1")
                    .endsWith("registry.example/hello:v8")
                    .hasSize(9);
        }
        try (ContainerdRoot root = open("k8s.io")) {
            assertThat(root.images()).singleElement().satisfies(image -> {
                assertThat(image.digest()).isEqualTo(HELLO);
                assertThat(image.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
                assertThat(image.size()).isEqualTo(491);
                assertThat(image.annotation(ImageAnnotations.REF_NAME)).contains("latest");
            });
        }
    }

    @Test
    void findsImagesByFullFamiliarAndPartialNamesAndByDigest() throws IOException {
        try (ContainerdRoot root = open("default")) {
            for (String name : List.of(
                    "docker.io/drayage/hello:latest", "drayage/hello", "latest", "v7", "registry.example/hello:v7")) {
                assertThat(root.find(name).digest()).as(name).isEqualTo(HELLO);
            }
            assertThat(root.find("@" + HELLO).mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
        }
    }

    @Test
    void knowsLabelsAndTimesOfContent() throws IOException {
        store(new MemoryContent());
        Path blob = directory.resolve(RootContent.DIRECTORY).resolve(BlobPaths.path(HELLO));
        Files.createDirectories(blob.getParent());
        Files.write(blob, new byte[12]);
        try (ContainerdRoot root = open("default")) {
            ContentInfo info = root.content().info(HELLO).orElseThrow();
            assertThat(info.labels()).containsKey("containerd.io/gc.ref.content.m.0");
            assertThat(info.created()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
            assertThat(info.size()).as("that of the file, which was cut short").isEqualTo(12);
        }
    }

    @Test
    void aNameThatIsNotThereIsToldWithThoseThatAre() throws IOException {
        try (ContainerdRoot root = open("k8s.io")) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> root.find("registry.example/hello:v9"))
                    .withMessage("containerd-root:" + directory + " holds no image named registry.example/hello:v9; it"
                            + " holds docker.io/drayage/hello:latest");
        }
    }

    @Test
    void anEmptyNamespaceIsToldWithThoseThatAreNot() throws IOException {
        try (ContainerdRoot root = open("moby")) {
            assertThat(root.images()).isEmpty();
            assertThat(root.namespaces()).containsExactly("default", "k8s.io");
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> root.find("alpine"))
                    .withMessage("containerd-root:" + directory + " holds no images in namespace moby; its namespaces"
                            + " are default, k8s.io");
        }
    }

    @Test
    void imagesAreFoundByDigestThoughTheDatabaseIsDamagedOrLost() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor manifest = ImageBuilder.anImageIn(content).withLayers(1).build();
        store(content);
        Files.write(database, new byte[100_000]);
        try (ContainerdRoot root = open("default")) {
            assertThatExceptionOfType(CorruptDatabaseException.class)
                    .isThrownBy(root::images)
                    .withMessageContaining(database + " is damaged: page 0 at offset 0")
                    .withMessageContaining("@DIGEST");
            assertThat(root.find("@" + manifest.digest()).mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        }
        Files.delete(database);
        try (ContainerdRoot root = open("default")) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> root.find("latest"))
                    .withMessageContaining(database + " is missing");
            assertThat(root.find("@" + manifest.digest()).digest()).isEqualTo(manifest.digest());
            assertThat(root.content().info(manifest.digest())).isPresent();
        }
    }

    @Test
    void whatIsNoRootDirectoryIsRefused() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> ContainerdRoot.open(empty, "default"))
                .withMessageContaining("is not the root directory of a containerd")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> ContainerdRoot.open(directory.resolve("absent"), "default"))
                .withMessageContaining("does not exist")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    }

    @Test
    void readingChangesNothing() throws IOException {
        byte[] before = Files.readAllBytes(database);
        try (ContainerdRoot root = open("default")) {
            root.images();
        }
        assertThat(Files.readAllBytes(database)).isEqualTo(before);
        try (var files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(database);
        }
    }

    @Test
    void labelsOfSourcesBecomeAnnotations() throws IOException {
        Descriptor target = Descriptor.of(MediaTypes.OCI_INDEX, HELLO, 499);
        ContentInfo info = new ContentInfo(HELLO, 499)
                .withLabels(Map.of(SourceLabels.PREFIX + "docker.io", "drayage/hello", "other", "label"));

        Descriptor annotated =
                SourceLabels.annotated(target, "docker.io/drayage/hello:latest", digest -> Optional.of(info));

        assertThat(annotated.annotations())
                .containsOnlyKeys(
                        ImageAnnotations.IMAGE_NAME, ImageAnnotations.REF_NAME, SourceLabels.PREFIX + "docker.io");
    }
}
