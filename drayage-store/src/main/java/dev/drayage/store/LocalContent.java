package dev.drayage.store;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.content.Labels;
import dev.drayage.ingest.Ingests;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The content of a namespace, as one who holds what he works with sees it. */
final class LocalContent implements ContentStore {
    private static final int PAGE_ROWS = 200;

    private final StoreParts parts;
    private final String namespace;
    private final ContentTable table;
    private final Commits commits;
    private final Ingests ingests;

    LocalContent(StoreParts parts, String namespace, Hold hold) {
        this.parts = parts;
        this.namespace = namespace;
        this.table = new ContentTable(namespace);
        this.commits = new Commits(parts, table, hold);
        this.ingests = new Ingests(
                parts.ingestFolder(),
                namespace,
                parts.locks(),
                parts.options().refPatience(),
                parts.options().clock(),
                commits);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        if (!parts.database().read(session -> table.has(session, descriptor.digest()))) {
            throw ContentNotFoundException.of(descriptor, location());
        }
        try {
            return parts.blobs().open(descriptor.digest());
        } catch (NoSuchFileException e) {
            throw ContentNotFoundException.of(descriptor, location());
        }
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return commits.info(digest);
    }

    @Override
    public String location() {
        return "local store " + parts.root() + (namespace.equals("default") ? "" : " (namespace " + namespace + ")");
    }

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        return ingests.writer(ref, expected);
    }

    @Override
    public IngestStatus status(String ref) throws IOException {
        return ingests.status(ref);
    }

    @Override
    public List<IngestStatus> ingests() throws IOException {
        return ingests.ingests();
    }

    @Override
    public void abort(String ref) throws IOException {
        ingests.abort(ref);
    }

    @Override
    public ContentInfo label(Digest digest, Map<String, String> changes) throws IOException {
        return relabel(digest, info -> Labels.changed(info.labels(), changes));
    }

    @Override
    public ContentInfo replaceLabels(Digest digest, Map<String, String> labels) throws IOException {
        return relabel(digest, info -> Labels.checked(labels));
    }

    private interface Relabelling {
        SortedMap<String, String> of(ContentInfo info) throws ContentException;
    }

    private ContentInfo relabel(Digest digest, Relabelling relabelling) throws IOException {
        return parts.database().write(Durability.SYNCED, transaction -> {
            ContentInfo info = table.find(transaction, digest).orElseThrow(() -> absent(digest));
            table.replaceLabels(
                    transaction,
                    digest,
                    relabelling.of(info),
                    parts.options().clock().instant());
            return table.find(transaction, digest).orElseThrow(() -> absent(digest));
        });
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        String after = "";
        while (true) {
            String last = after;
            List<ContentInfo> page = parts.database().read(session -> table.page(session, last, PAGE_ROWS));
            if (page.isEmpty()) {
                return;
            }
            for (ContentInfo info : page) {
                visitor.visit(info);
            }
            after = page.get(page.size() - 1).digest().toString();
        }
    }

    @Override
    public void delete(Digest digest) throws IOException {
        boolean deleted = parts.database().write(Durability.SYNCED, transaction -> table.delete(transaction, digest));
        if (!deleted) {
            throw absent(digest);
        }
        new BlobSweep(parts).removeUnknown(List.of(digest));
    }

    private ContentException absent(Digest digest) {
        return new ContentException(Kind.NOT_FOUND, "content " + digest + " is missing from " + location());
    }
}
