package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.RepositoriesProvider;
import dev.drayage.repository.NamespaceRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.RepositoryContract;
import dev.drayage.testkit.WritableRepositoryContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local store by repository. */
class StoreRepositoriesTest {
    private static final String APP = "docker.io/library/app";
    private static final String OTHER = "docker.io/library/other";
    private static final byte[] BYTES = {1, 2, 3};

    private final ManualClock clock = ManualClock.afterAllFiles();
    private final List<LocalStore> stores = new ArrayList<>();

    @TempDir
    private Path root;

    private LocalStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = open();
    }

    @AfterEach
    void closeStores() throws IOException {
        for (LocalStore each : stores) {
            each.close();
        }
    }

    private LocalStore open() throws IOException {
        LocalStore opened = LocalStore.open(
                root, StoreOptions.defaults().withRefTimeout(Duration.ZERO).withClock(clock));
        stores.add(opened);
        return opened;
    }

    private Repositories repositories(LocalStore of) {
        return NamespaceRepositories.writing(of.namespace("default"), clock, () -> {});
    }

    @Nested
    class Reading extends RepositoryContract {
        @Override
        protected Repositories repositoriesOf(MemoryContent blobs, List<NamedImage> images) throws IOException {
            ImageNamespace namespace = store.namespace("default");
            ContentStore content = namespace.content();
            for (Map.Entry<Digest, byte[]> blob : blobs.all().entrySet()) {
                ContentWrites.storeAs(content, blob.getKey(), blob.getValue());
            }
            try (ImageDestination destination = namespace.destination()) {
                destination.putAll(images);
            }
            return NamespaceRepositories.reading(namespace, () -> {});
        }
    }

    @Nested
    class Writing extends WritableRepositoryContract {
        @Override
        protected Repositories repositories() {
            return StoreRepositoriesTest.this.repositories(store);
        }

        @Override
        protected Repositories reopened() throws IOException {
            return StoreRepositoriesTest.this.repositories(open());
        }
    }

    private static void upload(Repositories place, String name, byte[] bytes) throws IOException {
        WritableRepository repository = place.writable(name).orElseThrow();
        upload(repository, repository.beginUpload(), bytes);
    }

    private static void upload(WritableRepository repository, String id, byte[] bytes) throws IOException {
        upload(repository, id, bytes, bytes);
    }

    private static void upload(WritableRepository repository, String id, byte[] last, byte[] all) throws IOException {
        try (ContentWriter writer = repository.upload(id)) {
            ContentWrites.append(writer, last);
            writer.commit(all.length, ContentWrites.sha256(all), Map.of());
        }
    }

    private Descriptor push(Repositories place, String name, int layers, String... tags) throws IOException {
        MemoryContent blobs = new MemoryContent();
        Descriptor image =
                ImageBuilder.anImageIn(blobs).withLayers(layers).build().withPlatform(null);
        for (Digest digest : blobs.digests()) {
            upload(place, name, blobs.bytes(digest));
        }
        place.writable(name).orElseThrow().put(image, blobs.bytes(image.digest()), List.of(tags));
        return image;
    }

    private void collectAfter(Duration time) throws IOException {
        clock.pass(time);
        store.collectGarbage(GcItem.Listener.NONE);
    }

    private static boolean has(Repositories place, String name, byte[] bytes) throws IOException {
        Optional<Repository> repository = place.find(name);
        return repository.isPresent()
                && repository.get().content().info(ContentWrites.sha256(bytes)).isPresent();
    }

    @Test
    void anUploadThatNothingRefersToIsKeptForADayFromTheCommitOn() throws IOException {
        Repositories place = repositories(store);
        WritableRepository app = place.writable(APP).orElseThrow();
        String id = app.beginUpload();
        collectAfter(Duration.ofHours(23));
        upload(app, id, BYTES);
        collectAfter(Duration.ofHours(23));
        assertThat(has(place, APP, BYTES)).isTrue();
        collectAfter(Duration.ofHours(8));
        assertThat(has(place, APP, BYTES)).isFalse();
        assertThat(place.find(APP)).isEmpty();
        assertThat(store.namespaces()).isEmpty();
    }

    @Test
    void anUploadGoesOnForDaysAsLongAsItIsWritten() throws IOException {
        Repositories place = repositories(store);
        WritableRepository app = place.writable(APP).orElseThrow();
        String id = app.beginUpload();
        for (byte each : BYTES) {
            try (ContentWriter writer = app.upload(id)) {
                ContentWrites.append(writer, new byte[] {each});
            }
            collectAfter(Duration.ofHours(23));
        }
        upload(app, id, new byte[0], BYTES);
        assertThat(has(place, APP, BYTES)).isTrue();
    }

    @Test
    void anUploadThatWasAbandonedIsGoneAfterADay() throws IOException {
        WritableRepository app = repositories(store).writable(APP).orElseThrow();
        String id = app.beginUpload();
        try (ContentWriter writer = app.upload(id)) {
            ContentWrites.append(writer, BYTES);
        }
        collectAfter(Duration.ofHours(23));
        try (ContentWriter writer = app.upload(id)) {
            assertThat(writer.status().offset()).isEqualTo(BYTES.length);
        }
        clock.pass(Duration.ofHours(25));
        assertThatThrownBy(() -> app.upload(id).close()).isInstanceOf(ContentNotFoundException.class);
        collectAfter(Duration.ofHours(24));
        assertThat(root.resolve("ingest")).isEmptyDirectory();
        assertThat(store.namespaces()).isEmpty();
    }

    @Test
    void whatIsSeenByWhoeverPushesStaysForADay() throws IOException {
        Repositories place = repositories(store);
        upload(place, APP, BYTES);
        clock.pass(Duration.ofHours(23));
        assertThat(place.writable(APP).orElseThrow().content().info(ContentWrites.sha256(BYTES)))
                .isPresent();
        collectAfter(Duration.ofHours(23));
        assertThat(has(place, APP, BYTES)).isTrue();
    }

    @Test
    void whatWasPushedStaysWhateverBecomesOfItsTags() throws IOException {
        Repositories place = repositories(store);
        Descriptor first = push(place, APP, 1, "latest");
        Descriptor second = push(place, APP, 2, "latest");
        push(place, OTHER, 1, "v1");
        collectAfter(Duration.ofDays(3));
        SoundStore.verify(root);
        for (Descriptor each : List.of(first, second)) {
            assertThat(place.find(APP).orElseThrow().find(each.digest().toString()))
                    .isPresent();
        }
        assertThat(place.writable(APP).orElseThrow().deleteManifest(first.digest()))
                .isTrue();
        assertThat(place.writable(APP).orElseThrow().deleteManifest(second.digest()))
                .isTrue();
        collectAfter(Duration.ofDays(3));
        assertThat(place.find(APP)).isEmpty();
        assertThat(place.find(OTHER).orElseThrow().find("v1").orElseThrow().digest())
                .isEqualTo(first.digest());
        SoundStore.verify(root);
    }

    /** A manifest may have come as a blob, without what it takes to keep its layers. */
    @Test
    void anIndexKeepsAllThatItIsMadeOfHoweverThatCame() throws IOException {
        Repositories place = repositories(store);
        MemoryContent blobs = new MemoryContent();
        Descriptor index = IndexBuilder.anIndexIn(blobs)
                .of(ImageBuilder.anImageIn(blobs).withLayers(2).build())
                .build();
        for (Digest digest : blobs.digests()) {
            upload(place, APP, blobs.bytes(digest));
        }
        place.writable(APP).orElseThrow().put(index, blobs.bytes(index.digest()), List.of("v1"));
        collectAfter(Duration.ofDays(3));
        for (Digest digest : blobs.digests()) {
            assertThat(has(place, APP, blobs.bytes(digest))).isTrue();
        }
    }

    @Test
    void imagesThatWereCopiedAreSeenWithTheirUntaggedNamesAndSignatures() throws IOException {
        MemoryContent blobs = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(blobs).withLayers(1).build().withPlatform(null);
        Descriptor signature =
                ImageBuilder.anImageIn(blobs).withLayers(2).about(image).build().withPlatform(null);
        ImageNamespace namespace = store.namespace("default");
        for (Map.Entry<Digest, byte[]> blob : blobs.all().entrySet()) {
            ContentWrites.storeAs(namespace.content(), blob.getKey(), blob.getValue());
        }
        try (ImageDestination destination = namespace.destination()) {
            destination.putAll(List.of(
                    new NamedImage(image, APP + ":v1"),
                    new NamedImage(image, "v1"),
                    new NamedImage(image, "Strange Name/:"),
                    new NamedImage(signature, null)));
        }
        Repositories place = repositories(store);
        assertThat(place.names(null, 10)).containsExactly("", APP);
        assertThat(place.names("", 10)).containsExactly(APP);
        assertThat(place.find("").orElseThrow().tags("", 10)).containsExactly("v1");
        assertThat(place.find(APP).orElseThrow().referrers(image))
                .extracting(Descriptor::digest)
                .containsExactly(signature.digest());
        assertThat(place.find(APP).orElseThrow().content().info(signature.digest()))
                .isPresent();
        assertThat(place.writable(APP).orElseThrow().deleteTag("v1")).isTrue();
        assertThat(place.find(APP).orElseThrow().find(image.digest().toString()))
                .isPresent();
    }

    @Test
    void theStoreIsServedByAWord() throws IOException {
        StorePlace place = new StorePlace();
        assertThat(place.parseServed("")).isEqualTo(place.parseServed("store"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> place.parseServed("alpine"))
                .withMessageContaining("write store");
        PlaceOptions options = PlaceOptions.none().with(StoreDirectory.class, new StoreDirectory(root));
        push(repositories(store), APP, 1, "v1");
        try (Repositories reading =
                place.openRepositories(place.parseServed(""), options, RepositoriesProvider.Access.READ)) {
            assertThat(reading.find(APP).orElseThrow().find("v1")).isPresent();
            assertThat(reading.writable(APP)).isEmpty();
        }
        try (Repositories writing =
                place.openRepositories(place.parseServed(""), options, RepositoriesProvider.Access.WRITE)) {
            assertThat(writing.writable(APP)).isPresent();
        }
    }
}
