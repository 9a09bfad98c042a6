package dev.drayage.containerd;

import dev.drayage.containerd.ConnectOptions.LocalReads;
import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentStore;
import dev.drayage.metadata.Lease;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;

/**
 * Calls a server that has just started as its clients will, changing nothing: the first of them should not wait for
 * classes to be loaded and databases to be opened, which take half a second.
 */
final class FirstCalls {
    private FirstCalls() {}

    private interface FirstCall {
        void make() throws IOException;
    }

    static void make(Path socket) throws IOException {
        ConnectOptions options =
                ConnectOptions.at(socket.toAbsolutePath().toString()).withLocalReads(LocalReads.NEVER);
        try (Containerd self = Containerd.connect(options)) {
            // With a lease of its own the client would ask for one first.
            Lease none = new Lease("none", Instant.EPOCH, null, new TreeMap<>());
            ContentStore content = self.namespace("default").content(none);
            attempt(content::ingests);
            attempt(() -> content.info(Digest.compute(DigestAlgorithm.SHA256, new byte[0])));
            attempt(() -> content.walk(info -> {
                throw new AlreadyExistsException("one is enough");
            }));
            // Refused for having no ref, but by all that a write passes through.
            attempt(() -> content.writer("", null).close());
        }
    }

    private static void attempt(FirstCall call) {
        try {
            call.make();
        } catch (IOException e) {
            // What is refused is for a real client to be told.
        }
    }
}
