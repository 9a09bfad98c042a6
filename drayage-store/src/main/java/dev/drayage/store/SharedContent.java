package dev.drayage.store;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.ingest.IngestedContent;
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

/** The content of a namespace of a store that several machines use, as one who holds what he works with sees it. */
final class SharedContent extends IngestedContent {
    private static final int PAGE_ROWS = 500;

    private final SharedParts parts;
    private final ContentTable table;
    private final SharedCommits commits;

    private SharedContent(SharedParts parts, ContentTable table, SharedCommits commits) {
        super(parts.place().ingests(commits));
        this.parts = parts;
        this.table = table;
        this.commits = commits;
    }

    static SharedContent of(SharedParts parts, ContentTable table, Retention hold) {
        return new SharedContent(
                parts,
                table,
                new SharedCommits(
                        parts.database(),
                        parts.work(),
                        table,
                        hold,
                        parts.options().databaseTimeout(),
                        parts.faults()));
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        // What is about to be forgotten can still be read.
        boolean known = parts.database()
                .read(session -> session.has(
                        "select 1 from content where namespace = ? and digest = ?",
                        table.namespace(),
                        descriptor.digest().toString()));
        if (!known) {
            throw ContentNotFoundException.of(descriptor, location());
        }
        try {
            return parts.place().open(descriptor.digest());
        } catch (NoSuchFileException e) {
            parts.distrust(descriptor.digest());
            throw ContentNotFoundException.of(descriptor, location());
        }
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return commits.info(digest);
    }

    @Override
    public String location() {
        String namespace = table.namespace();
        return "store " + parts.location() + (namespace.equals("default") ? "" : " (namespace " + namespace + ")");
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
            table.replaceLabels(transaction, digest, relabelling.of(info), transaction.now());
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
                    table.replaceLabels(transaction, change.getKey(), labels, transaction.now());
                }
            }
            return changes;
        });
    }

    private ContentInfo find(Session session, Digest digest) throws SQLException, ContentException {
        return table.find(session, digest).orElseThrow(() -> absent(digest));
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
        new SharedRemoval(parts, parts.database()).remove(digest);
    }

    private ContentException absent(Digest digest) {
        return ContentNotFoundException.of("content " + digest + " is missing from " + location(), null);
    }
}
