package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.store.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstCallsTest {
    @TempDir
    private Path directory;

    @Test
    void aServerHasAnsweredEveryKindOfCallBeforeItIsThereForClients() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (LocalStore store = LocalStore.open(directory.resolve("store"))) {
            ServedContent served = (namespace, lease) -> {
                asked.add(String.valueOf(namespace));
                return store.namespace("served").content();
            };
            try (ContentServer server = ContentServer.start(directory.resolve("s"), served)) {
                assertThat(server.socket()).exists();
                assertThat(asked).hasSize(3);
            }
            assertThat(store.namespaces()).isEmpty();
            assertThat(store.namespace("served").content().ingests()).isEmpty();
        }
    }

    @Test
    void contentThatRefusesEverythingIsServedAllTheSame() throws IOException {
        ServedContent refusing = (namespace, lease) -> {
            throw new IOException("the disk is gone");
        };
        try (ContentServer server = ContentServer.start(directory.resolve("s"), refusing)) {
            assertThat(server.socket()).exists();
        }
    }
}
