package dev.drayage.store;

import dev.drayage.content.ContentInfo;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the database of a store from the blobs that are there, or adds to it what it has lost of them. */
final class StoreRebuild {
    private static final int PAGE_ROWS = 200;

    private final StoreParts parts;
    private final String namespace;
    private long blobs;
    private long bytes;

    private StoreRebuild(StoreParts parts, String namespace) {
        this.parts = parts;
        this.namespace = namespace;
    }

    /** Rebuilds; {@code parts} are open, and nothing was asked of their database yet. */
    static RebuildReport run(StoreParts parts, String namespace) throws IOException {
        String busy = parts.root() + " is being changed by another process";
        Closeable gc = parts.locks().lock("gc", parts.options().refTimeout(), busy);
        try (gc) {
            Closeable schema = parts.locks().lock("schema", parts.options().databaseTimeout(), busy);
            try (schema) {
                return new StoreRebuild(parts, namespace).run();
            }
        }
    }

    private RebuildReport run() throws IOException {
        Path aside = null;
        if (!isOfUse()) {
            parts.database().disconnect();
            aside = parts.metadata()
                    .moveAside(parts.options().clock().instant())
                    .orElse(null);
            parts.database().migrate(Schema.LATEST);
        }
        adopt();
        parts.metadata().markComplete();
        parts.reserve().make();
        return new RebuildReport(
                blobs,
                bytes,
                parts.options().clock().instant().plus(parts.options().retention()),
                aside);
    }

    /** Whether the database can be read, though it may not know of everything. */
    private boolean isOfUse() throws IOException {
        if (!Files.exists(parts.metadata().database())) {
            return false;
        }
        try {
            int version = parts.database().read(Schema::version);
            Schema.requireKnown(version, Schema.LATEST, parts.metadata().database());
            return version == Schema.LATEST && MetadataCheck.problem(parts).isEmpty();
        } catch (DamagedDatabaseException e) {
            return false;
        }
    }

    private void adopt() throws IOException {
        for (String known : parts.database().read(LocalStore::namespaces)) {
            new BlobAdoption(parts, known).holdKnown();
        }
        BlobAdoption adoption = new BlobAdoption(parts, namespace);
        List<Digest> some = new ArrayList<>();
        parts.blobs().walk(digest -> {
            some.add(digest);
            if (some.size() == PAGE_ROWS) {
                count(adoption.adopt(some));
                some.clear();
            }
        });
        count(adoption.adopt(some));
    }

    private void count(List<ContentInfo> adopted) {
        blobs += adopted.size();
        adopted.forEach(info -> bytes += info.size());
    }
}
