package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.peer.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many processes share a store over PostgreSQL whose blobs are in a directory. */
class SharedProcessesTest {
    private static final int SECONDS = 5;

    @TempDir
    private static Path jvmDirectory;

    private static @Nullable WorkerJvm jvm;

    @TempDir
    private Path root;

    private static synchronized WorkerJvm jvm() throws IOException, InterruptedException {
        WorkerJvm trained = jvm;
        if (trained == null) {
            trained = WorkerJvm.train(jvmDirectory);
            jvm = trained;
        }
        return trained;
    }

    @Test
    void whateverDiesTheStoreStaysSoundAndWhatWasToldIsThere() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            disturb(server, SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {StoreKind.OLDEST, StoreKind.NEWEST})
    void theSameHoldsForAVersionOfPostgres(int version) throws Exception {
        try (PostgresServer server = PostgresServer.startVersion(version)) {
            disturb(server, 1);
        }
    }

    private void disturb(PostgresServer server, int seconds) throws Exception {
        Path blobs = root.resolve("blobs-of-all");
        StoreFile file = new StoreFile(root, server.url(), blobs.toString());
        SharedStores.make(file, StoreOptions.defaults(), true);
        Files.writeString(
                root.resolve("store.toml"),
                "metadata = \"" + server.url() + "\"\nblobs = \"" + blobs.getFileName() + "\"\n");
        ProcessRounds rounds = new ProcessRounds(
                jvm(),
                server,
                root,
                ahead -> StoreKind.open(file, StoreOptions.defaults(), StoreKind.SHORT, ahead, FaultPoints.NONE));
        rounds.run(seconds);
        System.out.println("blobs in a directory: " + rounds);
        try (Stream<Path> left = Files.walk(blobs)) {
            assertThat(left.filter(Files::isRegularFile).map(each -> String.valueOf(each.getFileName())))
                    .containsExactly("store-id");
        }
    }
}
