package dev.drayage.layout;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding an image of a layout by tag, name or digest. */
class ImageSearchTest {
    @TempDir
    private Path directory;

    private final MemoryContent content = new MemoryContent();
    private final Descriptor one = anImageIn(content).withLayers(1).build();
    private final Descriptor two = anImageIn(content).withLayers(2).build();

    private static Descriptor tagged(Descriptor image, String tag) {
        return LayoutDirectory.tagged(image, tag);
    }

    private static Descriptor named(Descriptor image, String name) {
        return image.withAnnotation(ImageAnnotations.IMAGE_NAME, name);
    }

    private ImageLayout layout(Descriptor... images) throws IOException {
        return ImageLayout.open(LayoutDirectory.write(directory, content, images));
    }

    private void assertFound(String name, Descriptor wanted, Descriptor... images) throws IOException {
        try (ImageLayout layout = layout(images)) {
            assertThat(layout.find(name)).as(name).isEqualTo(wanted);
        }
    }

    private void assertNotFound(String name, String holds, Descriptor... images) throws IOException {
        try (ImageLayout layout = layout(images)) {
            assertThatExceptionOfType(ContentNotFoundException.class)
                    .isThrownBy(() -> layout.find(name))
                    .withMessageContaining("oci:" + directory)
                    .withMessageContaining("; it holds " + holds);
        }
    }

    private void assertInvalid(String name, String problem, Descriptor... images) throws IOException {
        try (ImageLayout layout = layout(images)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> layout.find(name))
                    .withMessageContaining(problem)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_ARGUMENT));
        }
    }

    @Test
    void findsByTag() throws IOException {
        Descriptor[] images = {tagged(one, "v1"), tagged(two, "v2"), named(one, "v3")};
        assertFound("v1", images[0], images);
        assertFound("v2", images[1], images);
        assertFound("v3", images[2], images);
        assertNotFound("v", "v1, v2, v3", images);
        assertNotFound("V1", "v1, v2, v3", images);
    }

    @Test
    void findsByFullNameAndByFamiliarName() throws IOException {
        Descriptor alpine = named(tagged(one, "3.20"), "docker.io/library/alpine:3.20");
        Descriptor other = named(tagged(two, "latest"), "registry.example.com:5000/a/b:latest");
        for (String name : new String[] {
            "docker.io/library/alpine:3.20", "alpine:3.20", "library/alpine:3.20", "docker.io/alpine:3.20", "3.20"
        }) {
            assertFound(name, alpine, other, alpine);
        }
        assertFound("registry.example.com:5000/a/b", other, other, alpine);
        String holds = "registry.example.com:5000/a/b:latest, docker.io/library/alpine:3.20";
        assertNotFound("alpine:3.21", holds, other, alpine);
        assertNotFound("alpine", holds, other, alpine);
        assertNotFound("registry.example.com/a/b:latest", holds, other, alpine);
    }

    @Test
    void findsByAFullNameThatStandsWhereATagShould() throws IOException {
        Descriptor image = tagged(one, "docker.io/library/alpine:3.20");
        assertFound("alpine:3.20", image, image);
    }

    @Test
    void aBareWordIsATagAndNeverAnImageOfDockerHub() throws IOException {
        Descriptor image = named(one, "docker.io/library/alpine:latest");
        assertNotFound("alpine", "docker.io/library/alpine:latest", image);
        assertFound("alpine:latest", image, image);
    }

    @Test
    void findsByATextThatIsNoReferenceAtAll() throws IOException {
        Descriptor image = tagged(one, "UPPER:case/is not a name");
        assertFound("UPPER:case/is not a name", image, image);
    }

    @Test
    void aNameOfSeveralDifferentImagesIsRefusedWithTheirDigests() throws IOException {
        assertInvalid(
                "v1",
                "2 different images named v1; choose one by digest: @" + one.digest() + " or @" + two.digest(),
                tagged(one, "v1"),
                tagged(two, "v1"));
    }

    @Test
    void anImageListedTwiceIsOne() throws IOException {
        assertFound("v1", tagged(one, "v1"), tagged(one, "v1"), named(tagged(one, "v1"), "example.com/a:b"));
    }

    @Test
    void findsByDigestWhatIsListedWithItsAnnotations() throws IOException {
        assertFound("@" + one.digest(), tagged(one, "v1"), tagged(two, "v2"), tagged(one, "v1"));
    }

    @Test
    void findsByDigestWhatIsNotListedAndTellsItsType() throws IOException {
        Descriptor docker = anImageIn(content).asDocker().withLayers(1).build();
        Descriptor index = anIndexIn(content).of(one).build();
        Descriptor list = anIndexIn(content).asDocker().of(docker).build();
        Descriptor sha512 = anImageIn(content).by(DigestAlgorithm.SHA512).build();
        Descriptor emptyIndex = anIndexIn(content).build();
        for (Descriptor unlisted : new Descriptor[] {two, docker, index, list, sha512, emptyIndex}) {
            assertFound("@" + unlisted.digest(), unlisted.withPlatform(null), one);
        }
    }

    @Test
    void anImageWithoutMediaTypeIsOfOci() throws IOException {
        Descriptor index = content.add(
                MediaTypes.OCI_INDEX,
                "{\"manifests\":[%s]}".formatted(json(one)).getBytes(UTF_8));
        Descriptor manifest = content.add(
                MediaTypes.OCI_MANIFEST,
                "{\"config\":%s,\"layers\":[]}".formatted(json(two)).getBytes(UTF_8));
        assertFound("@" + index.digest(), index);
        assertFound("@" + manifest.digest(), manifest);
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    @Test
    void whatIsNeitherManifestNorIndexIsNoImage() throws IOException {
        for (String text : new String[] {"{}", "no JSON", "{\"architecture\":\"amd64\",\"config\":{\"Env\":[]}}", ""}) {
            Descriptor blob = content.add(MediaTypes.OCI_CONFIG, text.getBytes(UTF_8));
            assertInvalid("@" + blob.digest(), "neither a manifest nor an index", one);
        }
    }

    @Test
    void anUnlistedImageThatIsCorruptIsTold() throws IOException {
        content.flipBit(two.digest(), 30);
        try (ImageLayout layout = layout(one)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> layout.find("@" + two.digest()))
                    .withMessageContaining("corrupt")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
        }
    }

    @Test
    void aDigestThatIsNotThereOrIsNoneIsTold() throws IOException {
        Digest absent = Digest.compute(DigestAlgorithm.SHA256, new byte[9]);
        assertNotFound("@" + absent, "v1", tagged(one, "v1"));
        assertInvalid("@sha256:abc", "write @sha256:…", one);
        assertInvalid("@", "write @sha256:…", one);
        assertInvalid("@md5:" + "0".repeat(32), "md5", one);
    }

    @Test
    void saysWhatThereIsInstead() throws IOException {
        assertNotFound("v1", "no images");
        assertNotFound("v1", "@" + one.digest(), one);
        Descriptor[] many =
                IntStream.range(0, 11).mapToObj(i -> tagged(one, "tag" + i)).toArray(Descriptor[]::new);
        assertNotFound("v1", "tag0, tag1, tag2, tag3, tag4, tag5, tag6, tag7, tag8, tag9 and others", many);
    }
}
