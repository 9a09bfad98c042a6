package dev.drayage.store;

import dev.drayage.content.ContentStore;
import dev.drayage.testkit.ContentIngestContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalContentIngestTest extends ContentIngestContract {
    @TempDir
    private Path root;

    private @Nullable LocalStore store;

    @Override
    protected ContentStore emptyStore() throws IOException {
        LocalStore opened = LocalStore.open(root, StoreOptions.defaults().withRefPatience(Duration.ZERO));
        store = opened;
        return opened.namespace("default").content();
    }

    @AfterEach
    void closeStore() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
