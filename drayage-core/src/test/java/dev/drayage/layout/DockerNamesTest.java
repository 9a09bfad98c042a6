package dev.drayage.layout;

import static dev.drayage.tar.TarBuilder.aTar;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.content.ContentException;
import dev.drayage.graph.Documents;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.tar.TarBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.verify.ImageVerification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tars and directories that are an OCI layout and a Docker archive at once: names, and blobs behind links. */
class DockerNamesTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor image = anImageIn(content).withLayers(2).build().withPlatform(null);

    @TempDir
    private Path directory;

    private byte[] manifestJson(String... repoTags) throws IOException {
        var manifest = new Documents(content).manifest(image);
        return DockerManifestEntry.encode(List.of(new DockerManifestEntry(
                BlobPaths.path(manifest.config().digest()),
                List.of(repoTags),
                manifest.layers().stream()
                        .map(layer -> BlobPaths.path(layer.digest()))
                        .toList())));
    }

    private ImageSource tar(byte[] manifestJson, Descriptor... listed) throws IOException {
        TarBuilder tar = aTar();
        LayoutDirectory.files(content, listed).forEach(tar::file);
        return open(tar.file("manifest.json", manifestJson));
    }

    private ImageSource open(TarBuilder tar) throws IOException {
        Path file = tar.write(directory.resolve("image.tar"));
        return ArchiveFile.open(file, "oci-archive:image.tar", ArchiveReadOptions.spoolingTo(directory));
    }

    private static List<String> names(ImageSource source) throws IOException {
        return source.images().stream()
                .map(listed -> ImageNames.fullName(listed).orElse("-"))
                .toList();
    }

    @Test
    void imagesWithoutNamesGetThoseOfManifestJson() throws IOException {
        try (ImageSource source = tar(manifestJson("app:v1", "app:v2"), image)) {
            assertThat(names(source)).containsExactly("docker.io/library/app:v1", "docker.io/library/app:v2");
            assertThat(source.find("app:v2").digest()).isEqualTo(image.digest());
        }
    }

    @Test
    void anIndexHasTheNameOfAnImageBelowIt() throws IOException {
        Descriptor index = content.add(MediaTypes.OCI_INDEX, Index.encode(List.of(image)));
        try (ImageSource source = tar(manifestJson("app:v1"), index, image)) {
            assertThat(source.find("app:v1").digest()).isEqualTo(index.digest());
        }
    }

    @Test
    void aTagBecomesTheFullNameThatHasIt() throws IOException {
        try (ImageSource source = tar(manifestJson("registry.example/app:v1"), LayoutDirectory.tagged(image, "v1"))) {
            assertThat(names(source)).containsExactly("registry.example/app:v1");
        }
    }

    @Test
    void aTagThatNoNameHasStays() throws IOException {
        try (ImageSource source = tar(manifestJson("app:v1"), LayoutDirectory.tagged(image, "other"))) {
            assertThat(source.find("other").digest()).isEqualTo(image.digest());
            assertThat(source.find("app:v1").digest()).isEqualTo(image.digest());
        }
    }

    @Test
    void whatTheIndexNamesGoesBefore() throws IOException {
        Descriptor other = anImageIn(content).withLayers(1).build().withPlatform(null);
        try (ImageSource source =
                tar(manifestJson("app:v1", "app:v2"), ImageNames.named(other, "docker.io/library/app:v1"), image)) {
            assertThat(source.find("app:v1").digest()).isEqualTo(other.digest());
            assertThat(source.find("app:v2").digest()).isEqualTo(image.digest());
        }
    }

    @Test
    void anUnpackedOneKeepsItsNamesToo() throws IOException {
        LayoutDirectory.write(directory, content, image);
        Files.write(directory.resolve("manifest.json"), manifestJson("app:v1"));
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThat(names(layout)).containsExactly("docker.io/library/app:v1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[1]", "not json", "[{\"Config\":\"../x\",\"RepoTags\":[\"a:b\",\"<none>:<none>\"]}]"})
    void aManifestJsonThatTellsNothingIsNoHarm(String manifestJson) throws IOException {
        try (ImageSource source = tar(manifestJson.getBytes(StandardCharsets.UTF_8), image)) {
            assertThat(names(source)).containsExactly("-");
        }
    }

    @Test
    void imagesThatManifestJsonAloneListsFollowThoseOfTheIndex() throws IOException {
        Descriptor other = anImageIn(content).withLayers(1).build().withPlatform(null);
        try (ImageSource source = tarWithBlobsOf(
                image, manifestJson("app:v1", "app:v2"), ImageNames.named(other, "r.example/other:v1"))) {
            assertThat(names(source))
                    .containsExactly("r.example/other:v1", "docker.io/library/app:v1", "docker.io/library/app:v2");
            assertThat(source.find("app:v2").mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
            assertThat(config(source, source.find("app:v1"))).isEqualTo(config(image));
            assertThat(ImageVerification.verify(source.content(), source.images())
                            .findings())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "r.example/other:v1", "<none>:<none>"})
    void suchAnImageGoesByItsDigestIfItHasNoNameOfItsOwn(String repoTag) throws IOException {
        Descriptor other = anImageIn(content).withLayers(1).build().withPlatform(null);
        byte[] manifestJson = repoTag.isEmpty() ? manifestJson() : manifestJson(repoTag);
        try (ImageSource source = tarWithBlobsOf(image, manifestJson, ImageNames.named(other, "r.example/other:v1"))) {
            assertThat(names(source)).containsExactly("r.example/other:v1", "-");
            Descriptor found = source.find("@" + source.images().get(1).digest());
            assertThat(config(source, found)).isEqualTo(config(image));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnpackedOneHasTheImagesOfTheTar(boolean listsOthers) throws IOException {
        Descriptor other =
                ImageNames.named(anImageIn(content).withLayers(1).build().withPlatform(null), "r.example/other:v1");
        Descriptor[] listed = listsOthers ? new Descriptor[] {other} : new Descriptor[0];
        byte[] manifestJson = manifestJson("app:v1", "app:v2");
        Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
        write(unpacked, filesWithBlobsOf(image, manifestJson, listed));
        try (ImageSource tar = tarWithBlobsOf(image, manifestJson, listed);
                ImageSource folder =
                        ArchiveFile.openDirectory(unpacked, ImageLayout.Links.INSIDE, ArchiveReadOptions.defaults())) {
            assertThat(folder.images()).hasSize(listsOthers ? 3 : 2).isEqualTo(tar.images());
            assertThat(folder.find("app:v2").digest())
                    .isEqualTo(tar.find("app:v2").digest());
            assertThat(config(folder, folder.find("app:v1"))).isEqualTo(config(image));
            assertThat(ImageVerification.verify(folder.content(), folder.images())
                            .findings())
                    .isEmpty();
            assertThat(folder.blobs())
                    .as("all but the manifest")
                    .hasSize(content.digests().size() - 1)
                    .hasSameSizeAs(tar.blobs());
        }
    }

    /** As where images were removed since, and of a manifest.json that is none of Docker's. */
    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[1]", "[{\"Config\":\"../x\"}]", "[{\"Config\":\"gone\"}]", "[{\"Config\":\"a\\u0000b\"}]"
            })
    void anUnpackedOneMayHaveAManifestJsonThatLeadsToNothing(String manifestJson) throws IOException {
        Files.writeString(directory.resolve("x"), "{}");
        Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
        for (Descriptor[] listed : List.of(new Descriptor[0], new Descriptor[] {image})) {
            write(unpacked, LayoutDirectory.files(content, listed));
            Files.writeString(unpacked.resolve("manifest.json"), manifestJson);
            try (ImageSource folder =
                    ArchiveFile.openDirectory(unpacked, ImageLayout.Links.INSIDE, ArchiveReadOptions.defaults())) {
                assertThat(folder.images()).containsExactly(listed);
                assertThat(folder.blobs()).hasSameSizeAs(content.digests());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"../x, leads out of the layout", "/x, leads out of the layout", "gone, is missing", "link, option links"
    })
    void aLayerOfAnUnpackedOneThatLeadsElsewhereIsRefused(String layer, String problem) throws IOException {
        Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
        write(unpacked, LayoutDirectory.files(content));
        Files.writeString(directory.resolve("x"), "outside");
        Files.createSymbolicLink(unpacked.resolve("link"), directory.resolve("x"));
        String config = BlobPaths.path(config(image));
        Files.write(
                unpacked.resolve("manifest.json"),
                DockerManifestEntry.encode(
                        List.of(new DockerManifestEntry(config, List.of("app:v1"), List.of(layer, layer)))));
        try (ImageSource folder =
                ArchiveFile.openDirectory(unpacked, ImageLayout.Links.INSIDE, ArchiveReadOptions.defaults())) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(folder::images)
                    .withMessageContaining(problem);
        }
    }

    private static void write(Path directory, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private ImageSource tarWithBlobsOf(Descriptor unlisted, byte[] manifestJson, Descriptor... listed)
            throws IOException {
        TarBuilder tar = aTar();
        filesWithBlobsOf(unlisted, manifestJson, listed).forEach(tar::file);
        return open(tar);
    }

    private Map<String, byte[]> filesWithBlobsOf(Descriptor unlisted, byte[] manifestJson, Descriptor... listed)
            throws IOException {
        Map<String, byte[]> files = new TreeMap<>(LayoutDirectory.files(content, listed));
        Manifest manifest = new Documents(content).manifest(unlisted);
        Stream.concat(Stream.of(manifest.config()), manifest.layers().stream())
                .forEach(blob -> files.put(BlobPaths.path(blob.digest()), content.bytes(blob.digest())));
        files.remove(BlobPaths.path(unlisted.digest()));
        files.put("manifest.json", manifestJson);
        return files;
    }

    private Digest config(Descriptor manifest) throws IOException {
        return new Documents(content).manifest(manifest).config().digest();
    }

    private static Digest config(ImageSource source, Descriptor manifest) throws IOException {
        return new Documents(source.content()).manifest(manifest).config().digest();
    }

    private TarBuilder linked(String link, String target) {
        Map<String, byte[]> files = LayoutDirectory.files(content, LayoutDirectory.tagged(image, "v1"));
        TarBuilder tar = aTar();
        String blob = BlobPaths.path(image.digest());
        files.forEach((name, bytes) -> {
            if (!name.equals(blob)) {
                tar.file(name, bytes);
            }
        });
        return tar.file("store/image", Objects.requireNonNull(files.get(blob)))
                .symbolicLink(blob, link)
                .symbolicLink("blobs/sha256/link", target);
    }

    @ParameterizedTest
    @CsvSource({
        "../../store/image, x",
        "./../.././store//image, x",
        "link, ../../store/image",
        "../../dir/image, x",
    })
    void blobsBehindLinksAreReadInsideTheArchive(String link, String target) throws IOException {
        try (ImageSource source = open(linked(link, target).symbolicLink("dir", "store"))) {
            Descriptor found = source.find("v1");
            assertThat(ImageVerification.verify(source.content(), List.of(found))
                            .isSound())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/passwd, x, leads out of the archive",
        "../../../outside, x, leads out of the archive",
        "link, link, leads over more than 40 others",
        "../../nothing, x, which is not there",
    })
    void linksThatLeadNowhereAreRefused(String link, String target, String problem) throws IOException {
        try (ImageSource source = open(linked(link, target))) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> source.content().open(image))
                    .withMessageContaining(problem);
        }
    }
}
