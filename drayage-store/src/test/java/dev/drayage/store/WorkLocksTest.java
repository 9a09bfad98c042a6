package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks that are rows of the database. */
class WorkLocksTest {
    @TempDir
    private Path directory;

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
}
