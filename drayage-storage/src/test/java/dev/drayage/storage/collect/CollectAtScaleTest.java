package dev.drayage.storage.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.storage.collect.CollectOptions.Writers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A storage of many blobs. {@code -Ddrayage.collectImages=1000000} makes ten million blobs and a hundred million links of it,
 * which take a heap of 512 MB.
 */
class CollectAtScaleTest {
    private static final int IMAGES = Integer.getInteger("drayage.collectImages", 1_000);
    private static final int LAYERS = 9;
    private static final int REPOSITORIES = Math.max(100, IMAGES / 1000);

    @TempDir
    Path directory;

    @Test
    void whatNothingRefersToGoesAndNothingElse() throws IOException {
        try (GeneratedStorage storage =
                new GeneratedStorage(directory, IMAGES, LAYERS, REPOSITORIES, (int) (90L * IMAGES / REPOSITORIES))) {
            CollectOptions options = CollectOptions.defaults()
                    .withWriters(Writers.STOPPED)
                    .withParallelism(4)
                    .withDirectory(directory);
            CollectReport report = StorageCollector.collect(storage, options, null, new CollectListener() {
                @Override
                public void began(Step step) {
                    if (Boolean.getBoolean("drayage.collectTimes")) {
                        System.out.println(Instant.now() + " " + step);
                    }
                }

                @Override
                public void item(CollectItem item) {}
            });
            assertThat(report.seenBlobs()).isEqualTo(storage.blobCount());
            assertThat(report.blobs()).isEqualTo(storage.garbageCount());
            assertThat(storage.deleted()).isEqualTo(storage.garbageCount());
            assertThat(storage.deletedLinks()).isEqualTo(report.links()).isPositive();
            if (Boolean.getBoolean("drayage.collectTimes")) {
                System.out.println(report);
            }
        }
    }
}
