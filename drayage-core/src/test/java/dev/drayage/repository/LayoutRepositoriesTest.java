package dev.drayage.repository;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentWriter;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.WritableLayout;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.RepositoryContract;
import dev.drayage.testkit.WritableRepositoryContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layout in a directory by repository, read and pushed to. */
class LayoutRepositoriesTest {
    private static final String APP = "docker.io/library/app";
    private static final byte[] BYTES = {1, 2, 3};

    private final ManualClock clock = new ManualClock(Instant.now());
    private final MemoryContent content = new MemoryContent();
    private final List<Repositories> opened = new ArrayList<>();

    @TempDir
    private Path directory;

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

    private Repositories writing() throws IOException {
        return remember(LayoutRepositories.writing(directory, WritableLayout.open(directory), clock));
    }

    @Nested
    class Reading extends RepositoryContract {
        @Override
        protected Repositories repositoriesOf(MemoryContent blobs, List<NamedImage> images) throws IOException {
            Descriptor[] listed = images.stream()
                    .map(image -> ImageNames.named(image.descriptor(), Objects.requireNonNull(image.name())))
                    .toArray(Descriptor[]::new);
            LayoutDirectory.write(directory, blobs, listed);
            return remember(LayoutRepositories.reading(directory, ImageLayout.Links.INSIDE));
        }
    }

    @Nested
    class Writing extends WritableRepositoryContract {
        private @Nullable Repositories first;

        @Override
        protected Repositories repositories() throws IOException {
            Repositories opened = first;
            if (opened == null) {
                opened = writing();
                first = opened;
            }
            return opened;
        }

        @Override
        protected Repositories reopened() throws IOException {
            return writing();
        }
    }

    private static void upload(Repositories place, String name, byte[] bytes) throws IOException {
        WritableRepository repository = place.writable(name).orElseThrow();
        try (ContentWriter writer = repository.upload(repository.beginUpload())) {
            append(writer, bytes);
            writer.commit(bytes.length, sha256(bytes), Map.of());
        }
    }

    private Descriptor push(Repositories place, int layers, String... tags) throws IOException {
        Descriptor image = anImageIn(content).withLayers(layers).build().withPlatform(null);
        for (Digest digest : content.digests()) {
            upload(place, APP, content.bytes(digest));
        }
        place.writable(APP).orElseThrow().put(image, content.bytes(image.digest()), List.of(tags));
        return image;
    }

    private boolean isStored(Digest digest) {
        return Files.exists(directory.resolve(BlobPaths.path(digest)));
    }

    @Test
    void whatIsPushedIsListedAsACopyWouldListIt() throws IOException {
        Descriptor image = push(writing(), 1, "v1");
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThat(layout.images()).containsExactly(ImageNames.named(image, APP + ":v1"));
        }
    }

    @Test
    void whatOthersListIsSeenAtOnce() throws IOException {
        Repositories place = writing();
        assertThat(place.find(APP)).isEmpty();
        Repositories reading = remember(LayoutRepositories.reading(directory, ImageLayout.Links.INSIDE));
        Descriptor image = push(writing(), 1, "v1");
        assertThat(place.find(APP).orElseThrow().find("v1").orElseThrow().digest())
                .isEqualTo(image.digest());
        assertThat(reading.find(APP).orElseThrow().tags("", 10)).containsExactly("v1");
        assertThat(reading.writable(APP)).isEmpty();
        writing().writable(APP).orElseThrow().deleteTag("v1");
        assertThat(reading.find(APP).orElseThrow().tags("", 10)).isEmpty();
    }

    @Test
    void anUploadThatNothingRefersToGoesAfterADay() throws IOException {
        upload(writing(), APP, BYTES);
        clock.pass(Duration.ofHours(23));
        Repositories later = writing();
        assertThat(later.find(APP).orElseThrow().content().info(sha256(BYTES))).isPresent();
        clock.pass(Duration.ofHours(3));
        assertThat(later.find(APP)).isEmpty();
        writing();
        assertThat(isStored(sha256(BYTES))).isFalse();
        try (Stream<Path> left = Files.walk(directory.resolve(".dray/uploaded"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void anUploadThatBecamePartOfAnImageStays() throws IOException {
        Descriptor image = push(writing(), 2, "v1");
        clock.pass(Duration.ofDays(3));
        Repository app = writing().find(APP).orElseThrow();
        for (Digest digest : content.digests()) {
            assertThat(app.content().info(digest)).isPresent();
        }
        assertThat(app.find("v1").orElseThrow().digest()).isEqualTo(image.digest());
    }

    @Test
    void whatADeletedImageWasMadeOfGoesAfterADayUnlessAnotherNeedsIt() throws IOException {
        Descriptor first = push(writing(), 1, "v1");
        Descriptor second = push(writing(), 2, "v2");
        clock.pass(Duration.ofDays(2));
        Repositories place = writing();
        assertThat(place.writable(APP).orElseThrow().deleteManifest(second.digest()))
                .isTrue();
        assertThat(isStored(second.digest())).isTrue();
        clock.pass(Duration.ofDays(2));
        writing();
        assertThat(isStored(second.digest())).isFalse();
        assertThat(isStored(first.digest())).isTrue();
        Repository app = place.find(APP).orElseThrow();
        assertThat(app.find("v1")).isPresent();
        // The config of each and a layer of the second alone are gone or there with their image.
        assertThat(content.digests().stream().filter(this::isStored)).hasSize(3);
    }

    @Test
    void besideADamagedManifestNothingIsRemoved() throws IOException {
        Descriptor damaged = push(writing(), 1, "v1");
        upload(writing(), APP, BYTES);
        Path file = directory.resolve(BlobPaths.path(damaged.digest()));
        Files.delete(file);
        Files.write(file, new byte[(int) damaged.size()]);
        clock.pass(Duration.ofDays(2));
        assertThat(writing().find(APP)).isPresent();
        for (Digest digest : content.digests()) {
            assertThat(isStored(digest)).isTrue();
        }
        assertThat(isStored(sha256(BYTES))).isTrue();
    }

    @Test
    void whatLayInTheLayoutBeforeAnUploadIsNotRemoved() throws IOException {
        try (WritableLayout layout = WritableLayout.open(directory);
                ContentWriter writer = layout.ingester().writer("ref", null)) {
            append(writer, BYTES);
            writer.commit(0, sha256(BYTES), Map.of());
        }
        upload(writing(), APP, BYTES);
        clock.pass(Duration.ofDays(3));
        writing();
        assertThat(isStored(sha256(BYTES))).isTrue();
    }

    @Test
    void noMarkerIsWrittenThroughALink() throws IOException {
        WritableLayout.open(directory).close();
        Path elsewhere = Files.createDirectory(directory.resolveSibling(directory.getFileName() + "-elsewhere"));
        Files.createSymbolicLink(directory.resolve(".dray/uploaded"), elsewhere);
        assertThatThrownBy(this::writing).hasMessageContaining("is not a directory");
        assertThat(elsewhere).isEmptyDirectory();
        Files.delete(elsewhere);
    }

    @Test
    void bareTagsAreThoseOfTheRepositoryWithoutAName() throws IOException {
        Repositories place = writing();
        Descriptor image = anImageIn(content).withLayers(1).build().withPlatform(null);
        for (Digest digest : content.digests()) {
            upload(place, "", content.bytes(digest));
        }
        place.writable("").orElseThrow().put(image, content.bytes(image.digest()), List.of("v1"));
        assertThat(place.names(null, 10)).containsExactly("");
        assertThat(place.find("").orElseThrow().tags("", 10)).containsExactly("v1");
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThat(layout.images()).containsExactly(ImageNames.tagged(image, "v1"));
        }
        assertThat(place.writable("").orElseThrow().deleteTag("v1")).isTrue();
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThat(layout.images()).containsExactly(image);
        }
    }
}
