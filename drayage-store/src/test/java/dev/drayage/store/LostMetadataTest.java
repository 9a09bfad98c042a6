package dev.drayage.store;

import static dev.drayage.testkit.ContentWrites.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager.Resource;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.transfer.ImageTransfer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of the database, no blob is freed because of it. */
class LostMetadataTest {
    @TempDir
    private Path root;

    private final ManualClock clock = ManualClock.afterAllFiles();
    private final StoreOptions options = StoreOptions.defaults().withClock(clock);
    private final MemoryContent source = new MemoryContent();
    private final Descriptor image = IndexBuilder.anIndexIn(source)
            .of(ImageBuilder.anImageIn(source).withLayers(2).build())
            .build();
    private Path database;
    private Set<String> files;

    @BeforeEach
    void storeAnImage() throws IOException {
        database = root.resolve("metadata.db");
        try (LocalStore store = LocalStore.open(root, options)) {
            copy(store);
            for (Lease lease : store.namespace("default").leases().list()) {
                store.namespace("default").leases().delete(lease.id());
            }
        }
        files = blobs();
        assertThat(files).hasSize(5);
    }

    private void copy(LocalStore store) throws IOException {
        try (ImageDestination destination = store.namespace("default").destination()) {
            ImageTransfer.copy(source, List.of(new NamedImage(image, "app")), destination);
        }
    }

    private Set<String> blobs() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> found = Files.walk(root.resolve("blobs"))) {
            found.filter(Files::isRegularFile)
                    .forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private void collectsNothing(String reason) throws IOException {
        for (int i = 0; i < 2; i++) {
            clock.pass(Duration.ofHours(30));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> {
                        try (LocalStore store = LocalStore.open(root, options)) {
                            store.surveyGarbage(GcItem.Listener.NONE);
                        }
                    })
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> {
                        try (LocalStore store = LocalStore.open(root, options)) {
                            store.collectGarbage(GcItem.Listener.NONE);
                        }
                    })
                    .withMessageContaining(reason)
                    .withMessageContaining("LocalStore.rebuild")
                    .withMessageContaining(database.toString())
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
            assertThat(blobs()).isEqualTo(files);
        }
    }

    private RebuildReport rebuild() throws IOException {
        return LocalStore.rebuild(root, options, "default");
    }

    private void allComesBackAfterARebuild() throws IOException {
        RebuildReport report = rebuild();
        assertThat(report.blobs()).isEqualTo(5);
        assertThat(report.keptUntil()).isEqualTo(clock.instant().plus(Duration.ofHours(24)));
        try (LocalStore store = LocalStore.open(root, options)) {
            ImageNamespace namespace = store.namespace("default");
            assertThat(namespace.images().list(List.of())).isEmpty();
            clock.pass(Duration.ofHours(23));
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isZero();
            // What is made of the blobs alone knows again what they consist of.
            namespace.images().create(StoredImage.of("again", image));
            clock.pass(Duration.ofHours(2));
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isZero();
            assertThat(blobs()).isEqualTo(files);
            namespace.images().delete("again");
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isEqualTo(5);
        }
        SoundStore.verify(root);
    }

    @Test
    void aLostDatabaseIsNotTakenForANewStore() throws IOException {
        Files.delete(database);
        collectsNothing("is lost");
        assertThat(database).doesNotExist();
        assertThat(rebuild().damaged()).isNull();
        Files.delete(database);
        allComesBackAfterARebuild();
    }

    @Test
    void neitherIsOneThatIsLostWithAllThatBelongsToIt() throws IOException {
        try (Stream<Path> found = Files.list(root)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        collectsNothing("is lost");
        allComesBackAfterARebuild();
    }

    @Test
    void aDatabaseWithoutBytesIsEmpty() throws IOException {
        Files.write(database, new byte[0]);
        collectsNothing("is empty");
        allComesBackAfterARebuild();
    }

    @Test
    void aDatabaseWithoutTablesIsEmpty() throws Exception {
        Files.delete(database);
        sql("create table other (a)", "drop table other");
        collectsNothing("is empty");
        allComesBackAfterARebuild();
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "image", "lease", "content_label", "lease_content", "image_label"})
    void aTableThatIsLostIsMissed(String table) throws Exception {
        sql("pragma foreign_keys = off", "drop table " + table);
        collectsNothing("");
        allComesBackAfterARebuild();
    }

    @Test
    void aDatabaseThatIsNoneIsDamaged() throws IOException {
        Files.writeString(database, "this is no database, whatever it is called. ".repeat(100));
        collectsNothing("is damaged");
        Path aside = rebuild().damaged();
        assertThat(aside).isNotNull();
        assertThat(Files.readString(aside)).startsWith("this is no database");
        Files.delete(database);
        allComesBackAfterARebuild();
    }

    @Test
    void aDatabaseThatWasCutShortIsDamaged() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.setLength(file.length() / 2 / 4096 * 4096);
        }
        collectsNothing("is damaged");
        allComesBackAfterARebuild();
    }

    /** Page by page, so that every table and index is hit. */
    @Test
    void aPageThatWasOverwrittenFreesNothing() throws IOException {
        byte[] whole = Files.readAllBytes(database);
        int refused = 0;
        for (int page = 0; page < whole.length / 4096; page++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 4096; i++) {
                damaged[page * 4096 + i] = (byte) 0xa5;
            }
            Files.write(database, damaged);
            try (LocalStore store = LocalStore.open(root, options)) {
                assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs())
                        .isZero();
            } catch (IOException e) {
                assertThat(e.getMessage()).contains("LocalStore.rebuild");
                refused++;
            }
            assertThat(blobs()).as("page " + page).isEqualTo(files);
        }
        assertThat(refused).isPositive();
        Files.write(database, whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update content set digest = 'nonsense' where digest = (select min(digest) from content)",
                "update content set size = 'many'",
                "update content set size = -1",
                "update image set digest = 'sha256:123'",
                "update image set created = 'today'",
                "update lease set expires = 'never'",
                "update lease_content set digest = ''",
                "update content_label set value = 'what was here' where label like 'containerd.io/gc.ref.content.l.%'",
                "delete from content where digest = (select digest from image)",
                "delete from content where digest <> (select digest from image)",
                "delete from schema_version",
                "delete from image where rowid < 0; pragma user_version = 0"
            })
    void aRowThatCannotBeTrustedFreesNothing(String change) throws Exception {
        try (LocalStore store = LocalStore.open(root, options)) {
            store.namespace("default").leases().create("lease", null, Map.of());
            store.namespace("default").leases().add("lease", new Resource.Content(image.digest()));
        }
        sql(Stream.concat(Stream.of("pragma foreign_keys = off"), Stream.of(change.split("; ", -1)))
                .toArray(String[]::new));
        collectsNothing("");
        rebuild();
        try (LocalStore store = LocalStore.open(root, options)) {
            copy(store);
            clock.pass(Duration.ofHours(25));
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isZero();
        }
        assertThat(blobs()).isEqualTo(files);
    }

    @Test
    void aDatabaseOfANewerProgramIsLeft() throws Exception {
        sql("insert into schema_version (version, applied) values (99, 0)");
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> LocalStore.open(root, options).close())
                    .withMessageContaining("use a newer dray");
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(this::rebuild)
                    .withMessageContaining("use a newer dray");
        }
        assertThat(blobs()).isEqualTo(files);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLogThatWasCutOffIsNoticedThoughMoreIsCommittedAfterwards(boolean writesMore) throws IOException {
        Path copy = Files.createDirectory(root.resolve("copy"));
        try (LocalStore store = LocalStore.open(root, options)) {
            ContentWrites.store(store.namespace("default").content(), "ref", new byte[] {1, 2, 3});
            store.namespace("default").images().create(StoredImage.of("late", image));
            Files.copy(root.resolve("metadata.db"), copy.resolve("metadata.db"));
        }
        Files.move(copy.resolve("metadata.db"), database, StandardCopyOption.REPLACE_EXISTING);
        files = blobs();
        for (int i = 0; i < 10; i++) {
            try (LocalStore store = LocalStore.open(root, options)) {
                if (writesMore) {
                    store.namespace("default").images().create(StoredImage.of("new" + i, image));
                }
            }
        }
        collectsNothing("has lost what was committed to it last");

        RebuildReport report = rebuild();
        assertThat(report.damaged()).isNull();
        assertThat(report.blobs()).isEqualTo(1);
        try (LocalStore store = LocalStore.open(root, options)) {
            assertThat(store.namespace("default").images().get("app")).isPresent();
            assertThat(store.namespace("default").content().info(sha256(new byte[] {1, 2, 3})))
                    .isPresent();
            clock.pass(Duration.ofHours(23));
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isZero();
            clock.pass(Duration.ofHours(2));
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isEqualTo(1);
        }
    }

    @Test
    void whatNobodyKnowsAnyMoreGoesADayAfterItWasFound() throws Exception {
        sql("pragma foreign_keys = on", "delete from content", "delete from image");
        try (LocalStore store = LocalStore.open(root, options)) {
            assertThat(store.surveyGarbage(GcItem.Listener.NONE).freedBlobs()).isZero();
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isZero();
            clock.pass(Duration.ofHours(23));
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isZero();
            clock.pass(Duration.ofHours(2));
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isEqualTo(5);
        }
    }

    @Test
    void aDirectoryThatIsNamedAsABlobIsLeft() throws IOException {
        Path directory = Files.createDirectory(root.resolve("blobs/sha256").resolve("0".repeat(64)));
        try (LocalStore store = LocalStore.open(root, options)) {
            store.collectGarbage(GcItem.Listener.NONE);
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isZero();
        }
        assertThat(directory).isDirectory();
        assertThat(blobs()).isEqualTo(files);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-wal", "-shm", "-journal"})
    void aSymbolicLinkInItsPlaceIsRefusedAndWhatItLeadsToLeftAlone(String suffix, @TempDir Path elsewhere)
            throws IOException {
        Path victim = Files.write(elsewhere.resolve("victim"), new byte[] {1});
        Path part = root.resolve(database.getFileName() + suffix);
        Files.deleteIfExists(part);
        Files.createSymbolicLink(part, victim);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> LocalStore.open(root, options).close())
                .withMessageContaining(part.getFileName() + " is in the way: it is a symbolic link");
        assertThat(victim).hasBinaryContent(new byte[] {1});
        try (Stream<Path> there = Files.list(elsewhere)) {
            assertThat(there).containsExactly(victim);
        }
    }
}
