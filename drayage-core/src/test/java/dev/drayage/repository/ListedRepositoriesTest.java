package dev.drayage.repository;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.RepositoryContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever lists images is seen by repository. */
class ListedRepositoriesTest {
    private final MemoryContent content = new MemoryContent();
    private final List<Repositories> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Repositories each : opened) {
            each.close();
        }
    }

    private Repositories remember(Repositories repositories) {
        opened.add(repositories);
        return repositories;
    }

    private Repositories of(Descriptor... images) throws IOException {
        return remember(ListedRepositories.of(new MemorySource(content, List.of(images))));
    }

    private record MemorySource(MemoryContent memory, List<Descriptor> images) implements ImageSource {
        @Override
        public ReadableContent content() {
            return memory;
        }

        @Override
        public Descriptor find(String name) throws IOException {
            return new ImageSearch(memory, Limits.defaults(), images).find(name);
        }

        @Override
        public void close() {
            // It is in memory.
        }
    }

    private static Descriptor[] listed(List<NamedImage> images) {
        return images.stream()
                .map(image -> ImageNames.named(image.descriptor(), Objects.requireNonNull(image.name())))
                .toArray(Descriptor[]::new);
    }

    @Nested
    class OfALayout extends RepositoryContract {
        @TempDir
        private Path directory;

        @Override
        protected Repositories repositoriesOf(MemoryContent blobs, List<NamedImage> images) throws IOException {
            return remember(
                    ListedRepositories.of(ImageLayout.open(LayoutDirectory.write(directory, blobs, listed(images)))));
        }
    }

    @Nested
    class OfAnArchive extends RepositoryContract {
        @TempDir
        private Path directory;

        @Override
        protected Repositories repositoriesOf(MemoryContent blobs, List<NamedImage> images) throws IOException {
            Path file = directory.resolve("images.tar");
            ImageArchive.plan(blobs, images, ArchiveOptions.defaults()).writeTo(file);
            return remember(ListedRepositories.of(ArchiveFile.open(file)));
        }
    }

    private Descriptor image(int layers) {
        return anImageIn(content).withLayers(layers).build().withPlatform(null);
    }

    @Test
    void bareTagsAndImagesWithoutANameAreInTheRepositoryWithoutAName() throws IOException {
        Descriptor tagged = image(1);
        Descriptor unnamed = image(2);
        Repositories place = of(LayoutDirectory.tagged(tagged, "v1"), unnamed);
        assertThat(place.names(null, 10)).containsExactly("");
        Repository repository = place.find("").orElseThrow();
        assertThat(repository.tags("", 10)).containsExactly("v1");
        assertThat(repository.find("v1")).contains(LayoutDirectory.tagged(tagged, "v1"));
        assertThat(repository.find(unnamed.digest().toString())).contains(unnamed);
    }

    @Test
    void namesInFamiliarFormAreThoseOfDockerHub() throws IOException {
        Descriptor image = image(1);
        Repositories place = of(LayoutDirectory.tagged(image, "alpine:3"), ImageNames.named(image, "app/web"));
        assertThat(place.names(null, 10)).containsExactly("docker.io/app/web", "docker.io/library/alpine");
        assertThat(place.find("docker.io/library/alpine").orElseThrow().find("3"))
                .isPresent();
        assertThat(place.find("docker.io/app/web").orElseThrow().find("latest")).isPresent();
    }

    @Test
    void namesThatNoRepositoryCanHaveAreKnownByDigestAlone() throws IOException {
        Descriptor image = image(1);
        Repositories place = of(
                ImageNames.named(image, "docker.io/../../etc/passwd:v1"),
                LayoutDirectory.tagged(image, "<script>"),
                LayoutDirectory.tagged(image, "x".repeat(3000)));
        assertThat(place.names(null, 10)).containsExactly("");
        Repository repository = place.find("").orElseThrow();
        assertThat(repository.tags("", 10)).isEmpty();
        assertThat(repository.find(image.digest().toString())).isPresent();
    }

    @Test
    void twoImagesOfOneNameAreToldApartByDigestOnly() throws IOException {
        Descriptor first = image(1);
        Descriptor second = image(2);
        Repository app = of(
                        ImageNames.named(first, "docker.io/a/app:v1"), ImageNames.named(second, "docker.io/a/app:v1"))
                .find("docker.io/a/app")
                .orElseThrow();
        assertThatThrownBy(() -> app.find("v1"))
                .hasMessageContaining("2 different images named docker.io/a/app:v1")
                .hasMessageContaining(first.digest().toString())
                .hasMessageContaining(second.digest().toString());
        assertThat(app.find(first.digest().toString()).orElseThrow().digest()).isEqualTo(first.digest());
        assertThat(app.find(second.digest().toString()).orElseThrow().digest()).isEqualTo(second.digest());
    }

    @Test
    void aSignatureWithoutANameIsSeenWhereWhatItIsAboutIs() throws IOException {
        Descriptor image = image(1);
        Descriptor signature = anImageIn(content)
                .withLayer(new byte[] {1})
                .about(image)
                .build()
                .withPlatform(null);
        Descriptor countersignature = anImageIn(content)
                .withLayer(new byte[] {2})
                .about(signature)
                .build()
                .withPlatform(null);
        Repositories place = of(
                ImageNames.named(image, "docker.io/a/app:v1"),
                ImageNames.named(anIndexIn(content).build(), "docker.io/a/other:v1"),
                countersignature,
                signature);
        Repository app = place.find("docker.io/a/app").orElseThrow();
        assertThat(app.referrers(image)).extracting(Descriptor::digest).containsExactly(signature.digest());
        assertThat(app.referrers(signature)).extracting(Descriptor::digest).containsExactly(countersignature.digest());
        for (byte layer : new byte[] {1, 2}) {
            assertThat(app.content().info(ContentWrites.sha256(new byte[] {layer})))
                    .isPresent();
        }
        assertThat(app.find(countersignature.digest().toString())).isPresent();
        Repository other = place.find("docker.io/a/other").orElseThrow();
        assertThat(other.referrers(image)).isEmpty();
        assertThat(other.find(signature.digest().toString())).isEmpty();
        assertThat(other.content().info(ContentWrites.sha256(new byte[] {1}))).isEmpty();
    }

    @Test
    void noManifestIsReadBeforeItIsNeededAndNoLayerEver() throws IOException {
        List<Descriptor> images = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            images.add(ImageNames.named(
                    anImageIn(content).withLayer(new byte[] {(byte) i}).build(), "docker.io/a/app:v" + i));
        }
        Repository app =
                of(images.toArray(Descriptor[]::new)).find("docker.io/a/app").orElseThrow();
        assertThat(app.find("v7")).isPresent();
        assertThat(content.opened()).isEmpty();
        assertThat(app.content().info(ContentWrites.sha256(new byte[] {7}))).isPresent();
        assertThat(content.opened()).containsExactly(images.get(7).digest());
        Digest absent = ContentWrites.sha256(new byte[] {1, 2, 3});
        assertThat(app.content().info(absent)).isEmpty();
        content.add(MediaTypes.OCTET_STREAM, new byte[] {1, 2, 3});
        assertThat(app.content().info(absent)).isEmpty();
        assertThat(content.opened())
                .containsExactlyInAnyOrderElementsOf(
                        images.stream().map(Descriptor::digest).toList());
    }

    @Test
    void whatIsDamagedHidesNothingElse() throws IOException {
        Descriptor damaged = image(1);
        Descriptor sound = image(2);
        content.flipBit(damaged.digest(), 100);
        Repository app = of(
                        ImageNames.named(damaged, "docker.io/a/app:v1"), ImageNames.named(sound, "docker.io/a/app:v2"))
                .find("docker.io/a/app")
                .orElseThrow();
        List<Digest> hidden = new ArrayList<>();
        for (Digest digest : content.digests()) {
            if (app.content().info(digest).isEmpty()) {
                hidden.add(digest);
            }
        }
        assertThat(hidden).as("the config that the damaged one had").hasSize(1);
        assertThat(app.referrers(sound)).isEmpty();
    }
}
