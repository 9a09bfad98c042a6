package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an archive calls its images, in index.json and in manifest.json. */
class ArchiveNamesTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor image = ImageBuilder.anImageIn(content).build();
    private final String digest = image.digest().toString();

    @ParameterizedTest
    @CsvSource({
        "alpine, docker.io/library/alpine:latest, latest, alpine:latest",
        "docker.io/library/alpine:3.20, docker.io/library/alpine:3.20, 3.20, alpine:3.20",
        "me/app:1, docker.io/me/app:1, 1, me/app:1",
        "quay.io/a/b:v1, quay.io/a/b:v1, v1, quay.io/a/b:v1",
        "localhost:5000/a/b:v1, localhost:5000/a/b:v1, v1, localhost:5000/a/b:v1",
        "index.docker.io/me/app:1, docker.io/me/app:1, 1, me/app:1",
        "quay.io/a:v1@DIGEST, quay.io/a:v1@DIGEST, v1@DIGEST, quay.io/a:v1",
    })
    void aGivenNameIsPutInNormalForm(String given, String full, String refName, String repoTag) throws IOException {
        ImageArchive archive = plan(NamedImage.named(image, given.replace("DIGEST", digest)));

        assertThat(Archives.text(archive, "index.json"))
                .contains("\"" + ImageAnnotations.IMAGE_NAME + "\":\"" + full.replace("DIGEST", digest) + "\"")
                .contains("\"" + ImageAnnotations.REF_NAME + "\":\"" + refName.replace("DIGEST", digest) + "\"");
        assertThat(Archives.text(archive, "manifest.json")).contains("\"RepoTags\":[\"" + repoTag + "\"]");
    }

    @Test
    void aNameWithADigestAloneIsNoRepoTag() throws IOException {
        ImageArchive archive = plan(NamedImage.named(image, "quay.io/a@" + digest));

        assertThat(Archives.text(archive, "index.json")).contains("\"quay.io/a@" + digest + "\"");
        assertThat(Archives.text(archive, "manifest.json")).contains("\"RepoTags\":null");
        assertThat(archive.warnings()).singleElement().asString().contains("Docker loads names with tags only");
    }

    @Test
    void theOldNameOfDockerHubIsItsNewOne() throws IOException {
        ImageArchive archive =
                plan(NamedImage.of(image.withAnnotation(ImageAnnotations.IMAGE_NAME, "index.docker.io/library/x:1")));

        assertThat(Archives.text(archive, "index.json")).contains("\"docker.io/library/x:1\"");
        assertThat(Archives.text(archive, "manifest.json")).contains("\"RepoTags\":[\"x:1\"]");
    }

    @Test
    void aFullNameStandsAsItIs() throws IOException {
        ImageArchive archive =
                plan(NamedImage.of(image.withAnnotation(ImageAnnotations.IMAGE_NAME, "docker.io/library/x:1")
                        .withAnnotation(ImageAnnotations.REF_NAME, "other")
                        .withAnnotation("a", "kept")));

        assertThat(Archives.text(archive, "index.json"))
                .contains("{\"a\":\"kept\",\"io.containerd.image.name\":\"docker.io/library/x:1\","
                        + "\"org.opencontainers.image.ref.name\":\"1\"}");
    }

    @Test
    void aReferenceInRefNameIsAFullName() throws IOException {
        ImageArchive archive = plan(NamedImage.of(image.withAnnotation(ImageAnnotations.REF_NAME, "quay.io/x:1")));

        assertThat(Archives.text(archive, "index.json"))
                .contains("\"io.containerd.image.name\":\"quay.io/x:1\",\"org.opencontainers.image.ref.name\":\"1\"");
    }

    @Test
    void aBareTagIsNoName() throws IOException {
        ImageArchive archive = plan(NamedImage.of(image.withAnnotation(ImageAnnotations.REF_NAME, "latest")));

        assertThat(Archives.text(archive, "index.json"))
                .contains("{\"org.opencontainers.image.ref.name\":\"latest\"}")
                .doesNotContain(ImageAnnotations.IMAGE_NAME);
        assertThat(Archives.text(archive, "manifest.json")).contains("\"RepoTags\":null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Example.com/UPPER:latest", "../../etc/x:y", "quay.io/x:bad tag"})
    void aNameThatDockerCannotTakeIsKeptInTheIndexAndWarnedOf(String name) throws IOException {
        ImageArchive archive = plan(NamedImage.of(image.withAnnotation(ImageAnnotations.IMAGE_NAME, name)));

        assertThat(Archives.text(archive, "index.json")).contains("\"" + name + "\"");
        assertThat(Archives.text(archive, "manifest.json")).contains("\"RepoTags\":null");
        assertThat(archive.warnings())
                .singleElement()
                .asString()
                .startsWith(
                        "manifest.json leaves out the name \"" + name + "\", which is no reference that Docker takes");
    }

    @Test
    void aNameChosenMustBeAReference() {
        assertThatThrownBy(() -> NamedImage.named(image, "Not A Name")).isInstanceOf(IllegalArgumentException.class);
    }

    private ImageArchive plan(NamedImage root) throws IOException {
        return ImageArchive.plan(content, List.of(root));
    }
}
