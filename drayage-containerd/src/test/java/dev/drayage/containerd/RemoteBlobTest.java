package dev.drayage.containerd;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentStore;
import dev.drayage.testkit.BlobContract;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** Blobs that a real containerd reads. */
@ExtendWith(Daemon.class)
class RemoteBlobTest {
    private Daemon.Running daemon;

    @BeforeEach
    void connect(Daemon.Running running) {
        daemon = running;
    }

    private Blob stored(byte[] bytes) throws IOException {
        ContentStore content = daemon.emptyNamespace().content();
        ContentWrites.store(content, "ref", bytes);
        return content.open(ContentWrites.layerOf(bytes));
    }

    /** Read by what is asked for. */
    @Nested
    class Small extends BlobContract {
        private final byte[] bytes = ImageBuilder.noise(1, 20_000);

        @Override
        protected Blob open() throws IOException {
            return stored(bytes);
        }

        @Override
        protected byte[] expected() {
            return bytes;
        }
    }

    /** Read ahead, where it is read in order. */
    @Nested
    class Large extends BlobContract {
        private final byte[] bytes = ImageBuilder.noise(2, 5_000_000);

        @Override
        protected Blob open() throws IOException {
            return stored(bytes);
        }

        @Override
        protected byte[] expected() {
            return bytes;
        }
    }
}
