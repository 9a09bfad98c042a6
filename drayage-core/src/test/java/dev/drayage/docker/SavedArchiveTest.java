package dev.drayage.docker;

import static dev.drayage.tar.TarBuilder.aTar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.archive.ArchiveReadOptions.Form;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.Verification;
import dev.drayage.graph.Documents;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.tar.TarBuilder;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker archives of all ages are images like others. */
class SavedArchiveTest {
    private static final byte[] BASE = ImageBuilder.noise(1, 3000);
    private static final byte[] TOP = ImageBuilder.noise(2, 700);

    @TempDir
    private Path directory;

    private final List<ImageSource> opened = new ArrayList<>();

    @AfterEach
    void closeSources() throws IOException {
        for (ImageSource source : opened) {
            source.close();
        }
    }

    private ImageSource open(TarBuilder tar) throws IOException {
        return open(tar, Form.ANY);
    }

    private ImageSource open(TarBuilder tar, Form form) throws IOException {
        Path file = tar.write(directory.resolve("image.tar"));
        ImageSource source = ArchiveFile.open(
                file,
                "archive:image.tar",
                ArchiveReadOptions.spoolingTo(directory).withForm(form));
        opened.add(source);
        return source;
    }

    private static Digest sha256(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes);
    }

    private static String config(byte[]... layers) {
        List<String> diffIds = new ArrayList<>();
        for (byte[] layer : layers) {
            diffIds.add("\"" + sha256(layer) + "\"");
        }
        return "{\"architecture\":\"arm64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + String.join(",", diffIds) + "]}}";
    }

    private static Manifest manifest(ImageSource source, Descriptor image) throws IOException {
        return new Documents(source.content()).manifest(image);
    }

    private static void assertVerifies(ImageSource source, Descriptor image) throws IOException {
        for (Descriptor child : manifest(source, image).children()) {
            Verification.readAll(source.content(), child, 1 << 20);
        }
    }

    @Test
    void layersInFoldersOfTheirIds() throws IOException {
        ImageSource source = open(aTar().file("c.json", config(BASE, TOP))
                .file("1a/layer.tar", BASE)
                .file("2b/layer.tar", TOP)
                .file("manifest.json", """
                        [{"Config":"c.json","RepoTags":["a:1","b/c:2"],"Layers":["1a/layer.tar","2b/layer.tar"]}]"""));
        List<Descriptor> images = source.images();
        assertThat(images)
                .extracting(
                        image -> image.annotation(ImageAnnotations.IMAGE_NAME).orElseThrow())
                .containsExactly("docker.io/library/a:1", "docker.io/b/c:2");
        Manifest manifest = manifest(source, images.get(0));
        assertThat(manifest.layers())
                .containsExactly(
                        Descriptor.of(MediaTypes.DOCKER_LAYER, sha256(BASE), BASE.length),
                        Descriptor.of(MediaTypes.DOCKER_LAYER, sha256(TOP), TOP.length));
        assertThat(images.get(0).platform()).hasToString("linux/arm64");
        assertVerifies(source, images.get(0));
    }

    @Test
    void aManifestIsTheCompactJsonThatContainerdWrites() throws IOException {
        String config = config(BASE);
        ImageSource source = open(aTar().file("c.json", config)
                .file("l.tar", BASE)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\"l.tar\"]}]"));
        Descriptor image = source.images().get(0);
        String text = new String(Verification.readAll(source.content(), image, 1 << 20), StandardCharsets.UTF_8);
        assertThat(text)
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\",\"config\":"
                        + "{\"mediaType\":\"" + MediaTypes.DOCKER_CONFIG + "\",\"digest\":\""
                        + sha256(config.getBytes(StandardCharsets.UTF_8)) + "\",\"size\":" + config.length()
                        + "},\"layers\":["
                        + "{\"mediaType\":\"" + MediaTypes.DOCKER_LAYER + "\",\"digest\":\"" + sha256(BASE)
                        + "\",\"size\":3000}]}");
    }

    @Test
    void layersThatAreLinksAreTheFilesTheyLeadTo() throws IOException {
        ImageSource source = open(aTar().file("c.json", config(BASE, BASE, BASE, BASE))
                .file("1a/layer.tar", BASE)
                .symbolicLink("2b/layer.tar", "../1a/layer.tar")
                .symbolicLink("3c/layer.tar", "../2b/layer.tar")
                .hardLink("4d/layer.tar", "1a/layer.tar")
                .file("manifest.json", """
                        [{"Config":"c.json","RepoTags":["a:1"],
                          "Layers":["1a/layer.tar","2b/layer.tar","3c/layer.tar","4d/layer.tar"]}]"""));
        Descriptor image = source.find("a:1");
        assertThat(manifest(source, image).layers())
                .extracting(Descriptor::digest)
                .containsOnly(sha256(BASE))
                .hasSize(4);
        assertVerifies(source, image);
    }

    @Test
    void compressedLayersGoByTheDigestOfWhatIsStored() throws IOException {
        byte[] gzip = ImageBuilder.gzip(BASE);
        ImageSource source = open(aTar().file("c.json", config(BASE))
                .file("l.tar", gzip)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l.tar\"]}]"));
        assertThat(manifest(source, source.find("docker.io/library/a:1")).layers())
                .containsExactly(Descriptor.of(MediaTypes.DOCKER_LAYER_GZIP, sha256(gzip), gzip.length));
    }

    @Test
    void aConfigWithoutDiffIdsLeavesLayersToBeRead() throws IOException {
        ImageSource source = open(aTar().file("c.json", "{\"os\":\"linux\",\"architecture\":\"amd64\"}")
                .file("l.tar", BASE)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l.tar\"]}]"));
        assertThat(manifest(source, source.find("a:1")).layers())
                .containsExactly(Descriptor.of(MediaTypes.DOCKER_LAYER, sha256(BASE), BASE.length));
    }

    @Test
    void aConfigThatLiesAboutADiffIdIsSeenWhenTheLayerIsRead() throws IOException {
        ImageSource source = open(aTar().file("c.json", config(TOP))
                .file("l.tar", BASE)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l.tar\"]}]"));
        Descriptor layer = manifest(source, source.find("a:1")).layers().get(0);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> Verification.readAll(source.content(), layer, 1 << 20))
                .withMessageContaining(sha256(BASE).toString());
    }

    @Test
    void aConfigWithMoreDiffIdsThanLayersIsRefused() throws IOException {
        ImageSource source = open(aTar().file("c.json", config(BASE, TOP))
                .file("l.tar", BASE)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l.tar\"]}]"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(source::images)
                .withMessageContaining("names 1 layers, but the config \"c.json\" 2 diffIDs");
    }

    @Test
    void keysWithASmallLetterAreTaken() throws IOException {
        ImageSource source = open(aTar().file("c.json", config(BASE))
                .file("l.tar", BASE)
                .file("manifest.json", "[{\"config\":\"c.json\",\"repoTags\":[\"a:1\"],\"layers\":[\"l.tar\"]}]"));
        assertThat(source.images()).hasSize(1);
    }

    @Test
    void aKeyWithEachLetterIsAmbiguous() {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> open(aTar().file("manifest.json", "[{\"Config\":\"c.json\",\"config\":\"d.json\"}]")))
                .withMessageContaining("the key occurs twice");
    }

    @Test
    void anImageWithoutANameIsListedAndFoundByEitherDigest() throws IOException {
        String config = config(BASE);
        ImageSource source = open(aTar().file("c.json", config)
                .file("l.tar", BASE)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[],\"Layers\":[\"l.tar\"]}]"));
        Descriptor image = source.images().get(0);
        assertThat(image.annotations()).isEmpty();
        assertThat(source.find("@" + image.digest())).isEqualTo(image);
        assertThat(source.find("@" + sha256(config.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(image);
    }

    @Test
    void moreNamesThanCanBeListedAreRefusedByNumberAndOneOfThemIsFound() throws IOException {
        ImageSource source = open(tagged(DockerArchive.DEFAULT_MAX_NAMES + 1));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(source::images)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.INVALID_ARGUMENT))
                .withMessageContaining("has 50001 names of images, over the limit of 50000")
                .withMessageContaining("option maxNames 50001 allows as many")
                .withMessageContaining("choose an image by one of its names");
        assertThat(source.find("r.example/a:t50000").annotation(ImageAnnotations.IMAGE_NAME))
                .contains("r.example/a:t50000");
    }

    @Test
    void asManyNamesAsCanBeListedAreListed() throws IOException {
        assertThat(open(tagged(DockerArchive.DEFAULT_MAX_NAMES)).images())
                .hasSize(DockerArchive.DEFAULT_MAX_NAMES)
                .extracting(Descriptor::digest)
                .containsOnly(open(tagged(1)).images().get(0).digest());
    }

    private static TarBuilder tagged(int names) {
        String tags = IntStream.range(0, names)
                .mapToObj(number -> "\"r.example/a:t" + number + "\"")
                .collect(Collectors.joining(","));
        return aTar().file("c.json", config(BASE))
                .file("l.tar", BASE)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[" + tags + "],\"Layers\":[\"l.tar\"]}]");
    }

    @Test
    void whatIsNotThereIsNamedTogetherWithWhatIs() throws IOException {
        ImageSource source = open(aTar().file("c.json", config(BASE))
                .file("l.tar", BASE)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l.tar\"]}]"));
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> source.find("b:1"))
                .withMessageContaining("holds no image named b:1; it holds a:1");
    }

    @Test
    void aLinkThatLeadsOutIsRefused() throws IOException {
        for (String target : List.of("/etc/passwd", "../../etc/passwd", "../x/../../layer.tar")) {
            ImageSource source = open(aTar().file("c.json", config(BASE))
                    .symbolicLink("x/layer.tar", target)
                    .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"x/layer.tar\"]}]"));
            assertThatExceptionOfType(ContentException.class)
                    .as(target)
                    .isThrownBy(source::images)
                    .withMessageContaining("leads out of the archive");
        }
    }

    @Test
    void linksInACircleAreRefused() throws IOException {
        ImageSource source = open(aTar().file("c.json", config(BASE))
                .symbolicLink("x/layer.tar", "../y/layer.tar")
                .symbolicLink("y/layer.tar", "../x/layer.tar")
                .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"x/layer.tar\"]}]"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(source::images)
                .withMessageContaining("leads over more than 40 others");
    }

    @Test
    void aFileThatIsNamedButAbsentIsNamed() throws IOException {
        ImageSource source = open(aTar().file("c.json", config(BASE))
                .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"l.tar\"]}]"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(source::images)
                .withMessageContaining("layer \"l.tar\", which manifest.json names, is missing");
    }

    @Test
    void aBlobWhoseNameIsNotItsDiffIdIsRefused() throws IOException {
        ImageSource source = open(aTar().file("c.json", config(BASE))
                .file("blobs/sha256/" + sha256(TOP).hex(), BASE)
                .file(
                        "manifest.json",
                        "[{\"Config\":\"c.json\",\"Layers\":[\"blobs/sha256/"
                                + sha256(TOP).hex() + "\"]}]"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(source::images)
                .withMessageContaining("one of them is wrong");
    }

    @Test
    void theFormBeforeManifestJsonIsRefusedByName() {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> open(aTar().file("repositories", "{}")))
                .withMessageContaining("docker save before 1.10");
    }

    @Test
    void aTarOfSomethingElseIsToldWhatWasLookedFor() {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> open(aTar().file("etc/passwd", "root")))
                .withMessageContaining("unrecognized image format: looked for oci-layout and index.json (an OCI layout)"
                        + " and for manifest.json (a Docker archive), found none of them");
    }

    @Test
    void ofBothFormsInOneTarTheLayoutGoesFirst() throws IOException {
        MemoryContent blobs = new MemoryContent();
        Descriptor image = LayoutDirectory.tagged(
                ImageBuilder.anImageIn(blobs).withLayers(1).build(), "v1");
        TarBuilder tar = aTar().file("manifest.json", "[{\"Config\":\"absent\"}]");
        LayoutDirectory.files(blobs, image).forEach(tar::file);
        assertThat(open(tar).images()).containsExactly(image);
    }

    @Test
    void aLayoutThatListsNothingLeavesItToManifestJson() throws IOException {
        MemoryContent blobs = new MemoryContent();
        TarBuilder tar = aTar().file("c.json", config(BASE))
                .file("l.tar", BASE)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"l.tar\"]}]");
        LayoutDirectory.files(blobs).forEach(tar::file);
        assertThat(open(tar).images()).hasSize(1);
    }
}
