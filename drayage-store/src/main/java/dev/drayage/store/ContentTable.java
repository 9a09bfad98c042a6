package dev.drayage.store;

import dev.drayage.content.ContentInfo;
import dev.drayage.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a namespace knows of its content. */
final class ContentTable {
    private static final String COLUMNS = "select digest, size, created, updated from content where namespace = ?";

    private final String namespace;
    private final String known;

    ContentTable(String namespace) {
        this(namespace, "");
    }

    private ContentTable(String namespace, String known) {
        this.namespace = namespace;
        this.known = known;
    }

    /** The same in a store that content is forgotten in by steps: what is about to be is not known any more. */
    static ContentTable ofShared(String namespace) {
        return new ContentTable(namespace, " and doomed is null");
    }

    String namespace() {
        return namespace;
    }

    boolean has(Session session, Digest digest) throws SQLException {
        return session.has(
                "select 1 from content where namespace = ? and digest = ?" + known, namespace, digest.toString());
    }

    /** The same, and it stays known until the transaction ends. */
    boolean keep(Session session, Digest digest) throws SQLException {
        return session.has(
                "select 1 from content where namespace = ? and digest = ?" + known
                        + session.dialect().sharing(),
                namespace,
                digest.toString());
    }

    Optional<ContentInfo> find(Session session, Digest digest) throws SQLException {
        Optional<ContentInfo> bare =
                session.first(COLUMNS + " and digest = ?" + known, ContentTable::bare, namespace, digest.toString());
        return bare.isEmpty()
                ? bare
                : Optional.of(labelled(session, List.of(bare.get())).get(0));
    }

    /** The next few after a digest, in their order; from the first if it is empty. */
    List<ContentInfo> page(Session session, String after, int rows) throws SQLException {
        return labelled(
                session,
                session.list(
                        COLUMNS + known + " and digest > ? order by digest limit ?",
                        ContentTable::bare,
                        namespace,
                        after,
                        rows));
    }

    void insert(Session session, ContentInfo info) throws SQLException {
        session.update(
                "insert into content (namespace, digest, size, created, updated) values (?, ?, ?, ?, ?)",
                namespace,
                info.digest().toString(),
                info.size(),
                Times.nanos(info.created()),
                Times.nanos(info.updated()));
        insertLabels(session, info.digest(), info.labels());
    }

    void replaceLabels(Session session, Digest digest, SortedMap<String, String> labels, Instant now)
            throws SQLException {
        session.update(
                "update content set updated = ? where namespace = ? and digest = ?",
                Times.nanos(now),
                namespace,
                digest.toString());
        session.update("delete from content_label where namespace = ? and digest = ?", namespace, digest.toString());
        insertLabels(session, digest, labels);
    }

    /** Whether it was there. */
    boolean delete(Session session, Digest digest) throws SQLException {
        return session.update("delete from content where namespace = ? and digest = ?", namespace, digest.toString())
                > 0;
    }

    /** Whether any namespace knows it. */
    static boolean isKnown(Session session, Digest digest) throws SQLException {
        return session.has("select 1 from content where digest = ?", digest.toString());
    }

    /** When content was last stored, in whichever namespace. */
    static Optional<Instant> stored(Session session, Digest digest) throws SQLException {
        return session.first(
                        "select max(created) from content where digest = ?",
                        row -> {
                            long created = row.getLong(1);
                            return row.wasNull() ? Optional.<Instant>empty() : Optional.of(Times.instant(created));
                        },
                        digest.toString())
                .orElse(Optional.empty());
    }

    private void insertLabels(Session session, Digest digest, SortedMap<String, String> labels) throws SQLException {
        for (Map.Entry<String, String> label : labels.entrySet()) {
            session.update(
                    "insert into content_label (namespace, digest, label, value) values (?, ?, ?, ?)",
                    namespace,
                    digest.toString(),
                    label.getKey(),
                    label.getValue());
        }
    }

    private static ContentInfo bare(ResultSet row) throws SQLException {
        return new ContentInfo(
                Digest.parse(row.getString(1)),
                row.getLong(2),
                Times.instant(row.getLong(3)),
                Times.instant(row.getLong(4)),
                Collections.emptySortedMap());
    }

    private List<ContentInfo> labelled(Session session, List<ContentInfo> page) throws SQLException {
        if (page.isEmpty()) {
            return page;
        }
        Map<String, SortedMap<String, String>> labels = new HashMap<>();
        session.list(
                "select digest, label, value from content_label where namespace = ? and digest >= ? and digest <= ?",
                row -> labels.computeIfAbsent(row.getString(1), digest -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3)),
                namespace,
                page.get(0).digest().toString(),
                page.get(page.size() - 1).digest().toString());
        List<ContentInfo> result = new ArrayList<>();
        for (ContentInfo info : page) {
            result.add(info.withLabels(labels.getOrDefault(info.digest().toString(), Collections.emptySortedMap())));
        }
        return result;
    }
}
