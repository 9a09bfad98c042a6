package dev.drayage.store;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.ingest.IngestedContent;
import dev.drayage.ingest.Ingests;
import dev.drayage.labels.Labels;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The content of a namespace, as one who holds what he works with sees it. */
final class LocalContent extends IngestedContent {
    private static final int PAGE_ROWS = 200;

    private final StoreParts parts;
    private final String namespace;
    private final ContentTable table;
    private final Commits commits;

    private LocalContent(StoreParts parts, String namespace, ContentTable table, Commits commits, Ingests ingests) {
        super(ingests);
        this.parts = parts;
        this.namespace = namespace;
        this.table = table;
        this.commits = commits;
    }

    static LocalContent of(StoreParts parts, ContentTable table, Retention hold) {
        Commits commits = new Commits(parts, table, hold);
        Ingests ingests = new Ingests(
                parts.ingestFolder(),
                table.namespace(),
                parts.locks(),
                parts.options().refTimeout(),
                parts.options().clock(),
                commits);
        return new LocalContent(parts, table.namespace(), table, commits, ingests);
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
            ContentInfo info = find(transaction, digest);
            set(transaction, digest, relabelling.of(info));
            return find(transaction, digest);
        });
    }

    @Override
    public void labelAll(Map<Digest, ? extends Map<String, String>> changes) throws IOException {
        parts.database().write(Durability.SYNCED, transaction -> {
            for (Map.Entry<Digest, ? extends Map<String, String>> change : changes.entrySet()) {
                ContentInfo info = find(transaction, change.getKey());
                SortedMap<String, String> labels = Labels.changed(info.labels(), change.getValue());
                if (!labels.equals(info.labels())) {
                    set(transaction, change.getKey(), labels);
                }
            }
            return changes;
        });
    }

    private ContentInfo find(Session session, Digest digest) throws SQLException, ContentException {
        return table.find(session, digest).orElseThrow(() -> absent(digest));
    }

    private void set(Transaction transaction, Digest digest, SortedMap<String, String> labels) throws SQLException {
        table.replaceLabels(transaction, digest, labels, parts.options().clock().instant());
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
        boolean deleted = parts.reserve()
                .use(() -> parts.database().write(Durability.SYNCED, transaction -> table.delete(transaction, digest)));
        if (!deleted) {
            throw absent(digest);
        }
        new BlobSweep(parts).removeUnknown(List.of(digest));
    }

    private ContentException absent(Digest digest) {
        return ContentNotFoundException.of("content " + digest + " is missing from " + location(), null);
    }
}
