package dev.drayage.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The local store keeps every contract of stores. */
class LocalContractsTest extends StoreContracts {
    @TempDir
    private Path root;

    @Override
    LocalStore openEmpty() throws IOException {
        return LocalStore.open(root, StoreOptions.defaults().withRefTimeout(Duration.ZERO));
    }
}
