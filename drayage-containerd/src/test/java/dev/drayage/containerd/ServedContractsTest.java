package dev.drayage.containerd;

import dev.drayage.containerd.ConnectOptions.LocalReads;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ReadableContent;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.oci.Digest;
import dev.drayage.store.LocalStore;
import dev.drayage.store.StoreOptions;
import dev.drayage.testkit.ContentAbortContract;
import dev.drayage.testkit.ContentCommitContract;
import dev.drayage.testkit.ContentIngestContract;
import dev.drayage.testkit.ContentManagerContract;
import dev.drayage.testkit.ContentResumeContract;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.ReadableContentContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The local store keeps every contract of content when it is served, and spoken to as a containerd is. */
class ServedContractsTest {
    private static final String NAMESPACE = "served";

    private LocalStore store;
    private ContentServer server;
    private Containerd client;
    private ImageNamespace local;
    private Lease lease;

    @BeforeEach
    void serve(@TempDir Path directory) throws IOException {
        store = LocalStore.open(
                directory.resolve("store"), StoreOptions.defaults().withRefTimeout(Duration.ZERO));
        server = ContentServer.start(directory.resolve("s"), ServedContent.byNamespace(store::namespace));
        client =
                Containerd.connect(ConnectOptions.at(server.socket().toString()).withLocalReads(LocalReads.NEVER));
        local = store.namespace(NAMESPACE);
        lease = local.leases().create(null, Duration.ofHours(1), Map.of());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        store.close();
    }

    /** There are no leases behind the socket, so the store makes the one that holds what is written. */
    private ContentStore content() {
        return client.namespace(NAMESPACE).content(lease);
    }

    @Nested
    class Ingesting extends ContentIngestContract {
        @Override
        protected ContentStore emptyStore() {
            return content();
        }
    }

    @Nested
    class Committing extends ContentCommitContract {
        @Override
        protected ContentStore emptyStore() {
            return content();
        }
    }

    @Nested
    class Aborting extends ContentAbortContract {
        @Override
        protected ContentStore emptyStore() {
            return content();
        }
    }

    @Nested
    class Resuming extends ContentResumeContract {
        @Override
        protected ContentStore emptyStore() {
            return content();
        }

        @Override
        protected boolean cutsAnywhere() {
            return false;
        }
    }

    @Nested
    class Managing extends ContentManagerContract {
        @Override
        protected ContentStore emptyStore() {
            return content();
        }
    }

    @Nested
    class Reading extends ReadableContentContract {
        @Override
        protected ReadableContent contentOf(MemoryContent blobs) throws IOException {
            for (Map.Entry<Digest, byte[]> blob : blobs.all().entrySet()) {
                ContentWrites.storeAs(content(), blob.getKey(), blob.getValue());
            }
            return content();
        }
    }
}
