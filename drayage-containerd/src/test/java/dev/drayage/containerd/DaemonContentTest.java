package dev.drayage.containerd;

import dev.drayage.content.ContentStore;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.ReadableContentContract;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Content of a real containerd, read through it. */
@ExtendWith(Daemon.class)
class DaemonContentTest extends ReadableContentContract {
    private Daemon.Running daemon;

    @BeforeEach
    void connect(Daemon.Running running) {
        daemon = running;
    }

    @Override
    protected ReadableContent contentOf(MemoryContent blobs) throws IOException {
        ContentStore content = daemon.emptyNamespace().content();
        for (Digest digest : blobs.digests()) {
            ContentWrites.storeAs(content, digest, blobs.bytes(digest));
        }
        return content;
    }

    @Override
    protected List<DigestAlgorithm> algorithms() {
        return Daemon.algorithms();
    }
}
