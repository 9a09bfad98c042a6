package dev.drayage.store;

import dev.drayage.content.ContentStore;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Digest;
import dev.drayage.repository.NamespaceRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.testkit.ContentWrites;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The local store by repository. */
class StoreRepositoriesTest {
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
}
