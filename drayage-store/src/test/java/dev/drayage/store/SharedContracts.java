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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A store that several machines could use keeps every contract of stores, whatever it is made of. */
abstract class SharedContracts {
    /** One of each kind, emptied for each test: to make one takes longer than most tests. */
    private static final Map<StoreKind, StoreFile> MADE = new EnumMap<>(StoreKind.class);

    @TempDir
    private static Path directory;

    private final StoreKind kind;
    private LocalStore store;

    SharedContracts(StoreKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void openStore() throws IOException {
        StoreFile file = MADE.get(kind);
        if (file == null) {
            file = kind.make(Files.createDirectories(directory.resolve(kind.name())));
            MADE.put(kind, file);
        }
        store = StoreKind.openEmpty(file, StoreOptions.defaults().withRefTimeout(Duration.ZERO));
    }

    @AfterAll
    static void forget() {
        MADE.clear();
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
