package dev.drayage.store;

import dev.drayage.content.ContentStore;
import dev.drayage.content.ReadableContent;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.BulkIngesterContract;
import dev.drayage.testkit.ContentAbortContract;
import dev.drayage.testkit.ContentCommitContract;
import dev.drayage.testkit.ContentIngestContract;
import dev.drayage.testkit.ContentManagerContract;
import dev.drayage.testkit.ContentResumeContract;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageStoreContract;
import dev.drayage.testkit.LeaseManagerContract;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.NamespaceContract;
import dev.drayage.testkit.ReadableContentContract;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** Every contract of stores, for whatever a store is made of. */
abstract class StoreContracts {
    private LocalStore store;

    /** An empty store, for one test. */
    abstract LocalStore openEmpty() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = openEmpty();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private ImageNamespace namespace() {
        return store.namespace("default");
    }

    @Nested
    class Ingesting extends ContentIngestContract {
        @Override
        protected ContentStore emptyStore() {
            return namespace().content();
        }
    }

    @Nested
    class IngestingInBulk extends BulkIngesterContract {
        @Override
        protected ContentStore emptyStore() {
            return namespace().content();
        }
    }

    @Nested
    class Committing extends ContentCommitContract {
        @Override
        protected ContentStore emptyStore() {
            return namespace().content();
        }
    }

    @Nested
    class Aborting extends ContentAbortContract {
        @Override
        protected ContentStore emptyStore() {
            return namespace().content();
        }
    }

    @Nested
    class Resuming extends ContentResumeContract {
        @Override
        protected ContentStore emptyStore() {
            return namespace().content();
        }
    }

    @Nested
    class Managing extends ContentManagerContract {
        @Override
        protected ContentStore emptyStore() {
            return namespace().content();
        }
    }

    @Nested
    class Reading extends ReadableContentContract {
        @Override
        protected ReadableContent contentOf(MemoryContent blobs) throws IOException {
            for (Map.Entry<Digest, byte[]> blob : blobs.all().entrySet()) {
                ContentWrites.storeAs(namespace().content(), blob.getKey(), blob.getValue());
            }
            return namespace().content();
        }
    }

    @Nested
    class Namespaces extends NamespaceContract {
        @Override
        protected ImageNamespace namespace(String name) {
            return store.namespace(name);
        }
    }

    @Nested
    class Images extends ImageStoreContract {
        @Override
        protected ImageNamespace emptyNamespace() {
            return namespace();
        }
    }

    @Nested
    class Leases extends LeaseManagerContract {
        @Override
        protected ImageNamespace emptyNamespace() {
            return namespace();
        }
    }
}
