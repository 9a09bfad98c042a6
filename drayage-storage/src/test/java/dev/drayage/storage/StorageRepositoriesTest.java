package dev.drayage.storage;

import dev.drayage.image.NamedImage;
import dev.drayage.repository.Repositories;
import dev.drayage.storage.directory.DirectoryBucket;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.RepositoryContract;
import dev.drayage.testkit.WritableRepositoryContract;
import dev.drayage.transfer.ImageTransfer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A storage by repository, read and pushed to. */
class StorageRepositoriesTest {
    private final List<Repositories> opened = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() throws IOException {
        for (Repositories each : opened) {
            each.close();
        }
    }

    private RegistryStorage storage() throws IOException {
        return new RegistryStorage(DirectoryBucket.open(directory), "registry-storage:" + directory);
    }

    private Repositories remember(Repositories repositories) {
        opened.add(repositories);
        return repositories;
    }

    private Repositories writing() throws IOException {
        return remember(StorageRepositories.writing(storage(), InstantSource.system()));
    }

    @Nested
    class Reading extends RepositoryContract {
        @Override
        protected Repositories repositoriesOf(MemoryContent blobs, List<NamedImage> images) throws IOException {
            try (StorageDestination destination = new StorageDestination(storage(), null)) {
                ImageTransfer.copy(blobs, images, destination);
            }
            return remember(StorageRepositories.reading(storage()));
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
}
