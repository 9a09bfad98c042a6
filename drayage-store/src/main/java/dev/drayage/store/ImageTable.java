package dev.drayage.store;

import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The images of a namespace. */
final class ImageTable {
    private static final String COLUMNS =
            "select name, media_type, digest, size, created, updated from image where namespace = ?";

    private final String namespace;

    ImageTable(String namespace) {
        this.namespace = namespace;
    }

    boolean has(Session session, String name) throws SQLException {
        return session.has("select 1 from image where namespace = ? and name = ?", namespace, name);
    }

    Optional<StoredImage> find(Session session, String name) throws SQLException {
        Optional<StoredImage> bare = session.first(COLUMNS + " and name = ?", ImageTable::bare, namespace, name);
        return bare.isEmpty()
                ? bare
                : Optional.of(complete(session, List.of(bare.get())).get(0));
    }

    /** The next few after a name, in order of their bytes; from the first if it is empty. */
    List<StoredImage> page(Session session, String after, int rows) throws SQLException {
        return complete(
                session,
                session.list(
                        COLUMNS + " and name > ? order by name limit ?", ImageTable::bare, namespace, after, rows));
    }

    /** The same of those whose names begin so. */
    List<StoredImage> page(Session session, String prefix, String after, int rows) throws SQLException {
        String end = behind(prefix);
        return end.isEmpty()
                ? complete(
                        session,
                        session.list(
                                COLUMNS + " and name > ? and name >= ? order by name limit ?",
                                ImageTable::bare,
                                namespace,
                                after,
                                prefix,
                                rows))
                : complete(
                        session,
                        session.list(
                                COLUMNS + " and name > ? and name >= ? and name < ? order by name limit ?",
                                ImageTable::bare,
                                namespace,
                                after,
                                prefix,
                                end,
                                rows));
    }

    /** The least text behind all that begin so, in the order of their bytes; empty if there is none. */
    private static String behind(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                // What are surrogates in UTF-16 are no characters in UTF-8.
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return "";
    }

    void insert(Session session, StoredImage image) throws SQLException {
        session.update(
                "insert into image (namespace, name, media_type, digest, size, created, updated)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                namespace,
                image.name(),
                image.target().mediaType(),
                image.target().digest().toString(),
                image.target().size(),
                Times.nanos(image.created()),
                Times.nanos(image.updated()));
        insertPairs(session, "image_label", "label", image.name(), image.labels());
        insertPairs(
                session,
                "image_annotation",
                "annotation",
                image.name(),
                image.target().annotations());
    }

    /** Removes an image of this content; whether it was there. */
    boolean delete(Session session, String name, Digest target) throws SQLException {
        return session.update(
                        "delete from image where namespace = ? and name = ? and digest = ?",
                        namespace,
                        name,
                        target.toString())
                > 0;
    }

    /** Whether it was there; what is noted of it goes with it. */
    boolean delete(Session session, String name) throws SQLException {
        return session.update("delete from image where namespace = ? and name = ?", namespace, name) > 0;
    }

    private void insertPairs(Session session, String table, String key, String name, Map<String, String> pairs)
            throws SQLException {
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            session.update(
                    "insert into " + table + " (namespace, name, " + key + ", value) values (?, ?, ?, ?)",
                    namespace,
                    name,
                    pair.getKey(),
                    pair.getValue());
        }
    }

    private static StoredImage bare(ResultSet row) throws SQLException {
        return new StoredImage(
                row.getString(1),
                Descriptor.of(row.getString(2), Digest.parse(row.getString(3)), row.getLong(4)),
                Collections.emptySortedMap(),
                Times.instant(row.getLong(5)),
                Times.instant(row.getLong(6)));
    }

    private List<StoredImage> complete(Session session, List<StoredImage> page) throws SQLException {
        if (page.isEmpty()) {
            return page;
        }
        String first = page.get(0).name();
        String last = page.get(page.size() - 1).name();
        Map<String, SortedMap<String, String>> labels = pairs(session, "image_label", "label", first, last);
        Map<String, SortedMap<String, String>> annotations =
                pairs(session, "image_annotation", "annotation", first, last);
        List<StoredImage> result = new ArrayList<>();
        for (StoredImage image : page) {
            Descriptor target = image.target()
                    .withAnnotations(annotations.getOrDefault(image.name(), Collections.emptySortedMap()));
            result.add(new StoredImage(
                    image.name(),
                    target,
                    labels.getOrDefault(image.name(), Collections.emptySortedMap()),
                    image.created(),
                    image.updated()));
        }
        return result;
    }

    private Map<String, SortedMap<String, String>> pairs(
            Session session, String table, String key, String first, String last) throws SQLException {
        Map<String, SortedMap<String, String>> pairs = new HashMap<>();
        session.list(
                "select name, " + key + ", value from " + table + " where namespace = ? and name >= ? and name <= ?",
                row -> pairs.computeIfAbsent(row.getString(1), name -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3)),
                namespace,
                first,
                last);
        return pairs;
    }
}
