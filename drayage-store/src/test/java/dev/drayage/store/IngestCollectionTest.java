package dev.drayage.store;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.store;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ContentWriter;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestCollectionTest {
    private static final byte[] LOOSE = {1, 2, 3};

    @TempDir
    private Path root;

    private final ManualClock clock = ManualClock.afterAllFiles();
    private final StoreOptions options = StoreOptions.defaults().withClock(clock);
    private LocalStore store;
    private ImageNamespace namespace;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(root, options);
        namespace = store.namespace("default");
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private GcReport collect() throws IOException {
        return store.collectGarbage(GcItem.Listener.NONE);
    }

    @Test
    void anIngestStaysWhileItIsWrittenOrHeldAndADayFromThenOn() throws IOException {
        Lease lease = namespace.leases().create("lease", null, Map.of());
        namespace.content(lease).writer("held", null).close();
        namespace.content().writer("idle", null).close();
        try (ContentWriter writer = namespace.content().writer("written", null)) {
            append(writer, LOOSE);
            assertThat(collect().freedIngests()).isZero();
            clock.pass(Duration.ofDays(2));
            assertThat(collect().freedIngests()).isEqualTo(1);
            assertThat(namespace.content().ingests())
                    .extracting(ingest -> ingest.ref())
                    .containsExactly("held", "written");
            append(writer, LOOSE);
        }
        assertThat(collect().freedIngests()).isZero();
        namespace.leases().delete("lease");
        assertThat(collect().freedIngests()).isEqualTo(1);
        clock.pass(Duration.ofDays(1));
        assertThat(collect()).isEqualTo(new GcReport(0, 0, 1, 0, 6, 0));
        assertThat(root.resolve("ingest")).isEmptyDirectory();
    }

    @Test
    void anIngestWithoutItsFilesIsFreedAtOnce() throws IOException {
        Path folder = Files.createDirectories(root.resolve("ingest").resolve("0".repeat(64)));
        Files.write(folder.resolve("data"), LOOSE);
        assertThat(collect()).isEqualTo(new GcReport(0, 0, 1, 0, 3, 0));
        assertThat(folder).doesNotExist();
    }
}
