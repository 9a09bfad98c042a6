package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.containerd.ConnectOptions.LocalReads;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Blobs of a daemon whose files this program can read. */
@ExtendWith(Daemon.class)
class LocalReadsTest {
    private final byte[] bytes = ImageBuilder.noise(System.nanoTime(), 10_000);
    private final Descriptor layer = ContentWrites.layerOf(bytes);
    private Daemon.Running daemon;

    @BeforeEach
    void connect(Daemon.Running running) {
        daemon = running;
    }

    private Path file() {
        return daemon.process().root().resolve(RootContent.DIRECTORY).resolve(BlobPaths.path(layer.digest()));
    }

    @Test
    void blobsAreReadFromTheFilesOfADaemonThatIsHere() throws IOException {
        try (Containerd local = daemon.connect(LocalReads.AUTOMATIC)) {
            assertThat(local.readsLocally()).isTrue();
            ContentStore content = local.namespace("local").content();
            ContentWrites.store(content, "ref", bytes);
            try (Blob blob = content.open(layer)) {
                assertThat(blob).isNotInstanceOf(RemoteBlob.class);
                assertThat(blob.newInputStream().readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void whatANamespaceDoesNotHaveIsNotReadThoughTheFileIsThere() throws IOException {
        try (Containerd local = daemon.connect(LocalReads.AUTOMATIC)) {
            ContentWrites.store(local.namespace("one").content(), "ref", bytes);
            assertThat(file()).exists();
            assertThatExceptionOfType(ContentNotFoundException.class)
                    .isThrownBy(() -> local.namespace("two").content().open(layer));
        }
    }

    @Test
    void aFileOfAnotherSizeIsLeftToTheDaemon() throws IOException {
        try (Containerd local = daemon.connect(LocalReads.AUTOMATIC)) {
            ContentStore content = local.namespace("cut").content();
            ContentWrites.store(content, "ref", bytes);
            Files.delete(file());
            Files.write(file(), new byte[10]);
            try (Blob blob = content.open(layer)) {
                assertThat(blob).isInstanceOf(RemoteBlob.class);
                assertThat(blob.size()).isEqualTo(bytes.length);
            }
        }
    }

    @Test
    void theyCanBeSwitchedOff() throws IOException {
        assertThat(daemon.client().readsLocally()).isFalse();
        ContentStore content = daemon.client().namespace("off").content();
        ContentWrites.store(content, "ref", bytes);
        try (Blob blob = content.open(layer)) {
            assertThat(blob).isInstanceOf(RemoteBlob.class);
        }
    }
}
