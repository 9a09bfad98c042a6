package dev.drayage.store;

import static dev.drayage.testkit.ContentWrites.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentWriter;
import dev.drayage.ingest.Locks;
import dev.drayage.task.Sleeper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks that are rows of the database. */
class WorkLocksTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    /** It would fail after a second if one waited for the other. */
    @Test
    void aTransactionThatCountsOnALockKeepsNoOtherFromBeingProlonged() throws IOException {
        StoreFile file = StoreKind.POSTGRES_AND_DIRECTORY.make(directory);
        StoreOptions impatient = StoreOptions.defaults().withDatabaseTimeout(Duration.ofSeconds(1));
        try (Database database = SharedStores.database(file, impatient, Duration.ZERO, FaultPoints.NONE)) {
            for (String name : List.of("counted-on", "other")) {
                database.write(Durability.SYNCED, at -> WorkTable.take(at, name, name, Duration.ZERO));
            }
            database.writeStepwise(transaction -> {
                WorkTable.require(transaction, "counted-on", "counted-on");
                return database.write(Durability.SYNCED, at -> {
                    WorkTable.renew(at, "counted-on", "counted-on", HOUR);
                    WorkTable.renew(at, "other", "other", HOUR);
                    return at;
                });
            });
            boolean[] taken = database.read(session ->
                    new boolean[] {WorkTable.isTaken(session, "counted-on"), WorkTable.isTaken(session, "other")});
            assertThat(taken).containsExactly(false, true);
        }
    }

    @Test
    void whatHasLostItsWriterIsNotCopiedToBeLookedAt() throws IOException {
        StoreFile file = StoreKind.POSTGRES_AND_DIRECTORY.make(directory);
        try (LocalStore one = StoreKind.open(file, StoreOptions.defaults());
                LocalStore other = StoreKind.open(file, StoreOptions.defaults());
                Database database =
                        SharedStores.database(file, StoreOptions.defaults(), Duration.ZERO, FaultPoints.NONE);
                ContentWriter writer = one.namespace("default").content().writer("ref", null)) {
            append(writer, new byte[] {1, 2, 3});
            database.write(Durability.SYNCED, transaction -> transaction.update("update work set expires = 0"));
            Object before = dataKey();
            List<GcItem> items = new ArrayList<>();
            other.collectGarbage(items::add);
            assertThat(items).anyMatch(item -> item.reason().startsWith("may be gone on with"));
            assertThat(dataKey()).isEqualTo(before);
        }
    }

    private Object dataKey() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("blobs-of-all"))) {
            Path data = files.filter(each -> each.endsWith("data")).findFirst().orElseThrow();
            return Files.readAttributes(data, BasicFileAttributes.class).fileKey();
        }
    }

    @Test
    void aNameWhoseFirstHolderOfTheProcessHasLostItIsNotGivenToASecondBeforeHeLetsGo() throws IOException {
        StoreFile file = StoreKind.SQLITE_AND_BUCKET.make(directory);
        Database database = SharedStores.database(file, StoreOptions.defaults(), Duration.ZERO, FaultPoints.NONE);
        try (database;
                WorkLocks locks = new WorkLocks(database, Duration.ofHours(1), name -> {})) {
            Closeable first = locks.tryLock("name").orElseThrow();
            database.write(Durability.SYNCED, transaction -> transaction.update("delete from work"));
            assertThat(locks.tryLock("name")).isEmpty();
            assertThatThrownBy(() -> database.write(Durability.SYNCED, transaction -> {
                        locks.require("name", transaction);
                        return transaction;
                    }))
                    .hasMessageContaining("taken over");
            first.close();
            Optional<Closeable> second = locks.tryLock("name");
            assertThat(second).isPresent();
            second.get().close();
        }
    }

    @Test
    void whatCouldNotBeTakenOverIsNotFreeForTheNext() throws IOException {
        StoreFile file = StoreKind.SQLITE_AND_BUCKET.make(directory);
        Database database = SharedStores.database(file, StoreOptions.defaults(), Duration.ZERO, FaultPoints.NONE);
        List<String> tries = new ArrayList<>();
        try (database;
                WorkLocks locks = new WorkLocks(database, HOUR, name -> {
                    tries.add(name);
                    if (tries.size() == 1) {
                        throw new IOException("no space left");
                    }
                })) {
            database.write(Durability.SYNCED, at -> WorkTable.take(at, "name", "of a dead one", Duration.ZERO));
            assertThatThrownBy(() -> locks.tryLock("name")).hasMessage("no space left");
            Optional<Closeable> second = locks.tryLock("name");
            assertThat(second).isPresent();
            second.get().close();
            assertThat(tries).containsExactly("name", "name");
        }
    }

    /** The lease is made when the collector has said that it will remove the ingest, so that nothing was copied. */
    @Test
    void whatIsSaidToBeRemovedIsRemovedThoughALeaseComesInBetween() throws IOException {
        try (LocalStore local = LocalStore.open(directory.resolve("local"), StoreOptions.defaults());
                ContentWriter writer = local.namespace("default").content().writer("ref", null)) {
            append(writer, new byte[] {1, 2, 3});
        }
        Path folder = directory.resolve("local").resolve("ingest");
        Database database = SharedStores.database(
                StoreKind.SQLITE_AND_BUCKET.make(Files.createDirectory(directory.resolve("shared"))),
                StoreOptions.defaults(),
                Duration.ZERO,
                FaultPoints.NONE);
        List<Boolean> said = new ArrayList<>();
        Locks.Source silent = new Locks.Source() {
            @Override
            public Optional<Closeable> tryLock(String name) {
                return Optional.of(() -> {});
            }

            @Override
            public Optional<Closeable> tryLockToRemove(String name, Locks.Removal removes) throws IOException {
                said.add(removes.isMeant());
                database.write(Durability.SYNCED, at -> {
                    at.update("insert into lease (namespace, id, created) values ('default', 'l', 0)");
                    return at.update("insert into lease_ingest (namespace, lease, ref) values ('default', 'l', 'ref')");
                });
                return tryLock(name);
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        };
        try (database;
                Locks locks = new Locks(silent, Sleeper.ofSystem())) {
            new IngestSweep(folder, locks, database, HOUR, FaultPoints.NONE, false, GcItem.Listener.NONE)
                    .run(Instant.now().plus(HOUR.multipliedBy(2)));
        }
        assertThat(said).containsExactly(true);
        assertThat(folder).isEmptyDirectory();
    }
}
