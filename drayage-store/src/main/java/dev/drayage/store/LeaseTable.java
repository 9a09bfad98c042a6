package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.ingest.IngestName;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager.Resource;
import dev.drayage.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** The leases of a namespace and what they hold. */
final class LeaseTable {
    private final String namespace;

    LeaseTable(String namespace) {
        this.namespace = namespace;
    }

    static String newId() {
        return "dray-" + UUID.randomUUID();
    }

    boolean has(Session session, String id) throws SQLException {
        return session.has("select 1 from lease where namespace = ? and id = ?", namespace, id);
    }

    void requireLease(Session session, String id) throws SQLException, ContentException {
        if (!has(session, id)) {
            throw ContentNotFoundException.of(
                    "there is no lease " + id + " in namespace " + namespace
                            + "; it was ended or has expired, take another",
                    null);
        }
    }

    List<Lease> list(Session session) throws SQLException {
        Map<String, SortedMap<String, String>> labels = new HashMap<>();
        session.list(
                "select lease, label, value from lease_label where namespace = ?",
                row -> labels.computeIfAbsent(row.getString(1), lease -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3)),
                namespace);
        return session.list(
                "select id, created, expires from lease where namespace = ? order by id",
                row -> lease(row, labels.getOrDefault(row.getString(1), new TreeMap<>())),
                namespace);
    }

    Optional<Lease> find(Session session, String id) throws SQLException {
        SortedMap<String, String> labels = new TreeMap<>();
        session.list(
                "select label, value from lease_label where namespace = ? and lease = ?",
                row -> labels.put(row.getString(1), row.getString(2)),
                namespace,
                id);
        return session.first(
                "select id, created, expires from lease where namespace = ? and id = ?",
                row -> lease(row, labels),
                namespace,
                id);
    }

    private static Lease lease(ResultSet row, SortedMap<String, String> labels) throws SQLException {
        Instant created = Times.instant(row.getLong(2));
        Instant expires = Times.instant(row.getLong(3));
        return row.wasNull()
                ? new Lease(row.getString(1), created, null, labels)
                : new Lease(row.getString(1), created, expires, labels);
    }

    void insert(Session session, Lease lease) throws SQLException {
        Instant expires = lease.expires();
        session.update(
                "insert into lease (namespace, id, created, expires) values (?, ?, ?, ?)",
                namespace,
                lease.id(),
                Times.nanos(lease.created()),
                expires == null ? null : Times.nanos(expires));
        for (Map.Entry<String, String> label : lease.labels().entrySet()) {
            session.update(
                    "insert into lease_label (namespace, lease, label, value) values (?, ?, ?, ?)",
                    namespace,
                    lease.id(),
                    label.getKey(),
                    label.getValue());
        }
    }

    /** Whether there is a lease that lasts that long. */
    boolean lasts(Session session, String id, Instant until) throws SQLException {
        return session.has(
                "select 1 from lease where namespace = ? and id = ? and expires >= ?",
                namespace,
                id,
                Times.nanos(until));
    }

    /** Lets a lease last longer; whether there is one. */
    boolean extend(Session session, String id, Instant expires) throws SQLException {
        return session.update(
                        "update lease set expires = ? where namespace = ? and id = ?",
                        Times.nanos(expires),
                        namespace,
                        id)
                > 0;
    }

    void delete(Session session, String id) throws SQLException {
        session.update("delete from lease where namespace = ? and id = ?", namespace, id);
    }

    void addContent(Session session, String id, Digest digest) throws SQLException {
        session.update(
                "insert into lease_content (namespace, lease, digest) values (?, ?, ?) on conflict do nothing",
                namespace,
                id,
                digest.toString());
    }

    void addIngest(Session session, String id, String ref) throws SQLException {
        session.update(
                "insert into lease_ingest (namespace, lease, ref) values (?, ?, ?) on conflict do nothing",
                namespace,
                id,
                ref);
    }

    boolean removeContent(Session session, String id, Digest digest) throws SQLException {
        return session.update(
                        "delete from lease_content where namespace = ? and lease = ? and digest = ?",
                        namespace,
                        id,
                        digest.toString())
                > 0;
    }

    boolean removeIngest(Session session, String id, String ref) throws SQLException {
        return session.update(
                        "delete from lease_ingest where namespace = ? and lease = ? and ref = ?", namespace, id, ref)
                > 0;
    }

    List<Resource> resources(Session session, String id) throws SQLException {
        List<Resource> resources = new ArrayList<>(session.list(
                "select digest from lease_content where namespace = ? and lease = ? order by digest",
                row -> new Resource.Content(Digest.parse(row.getString(1))),
                namespace,
                id));
        resources.addAll(session.list(
                "select ref from lease_ingest where namespace = ? and lease = ? order by ref",
                row -> new Resource.Ingest(row.getString(1)),
                namespace,
                id));
        return resources;
    }

    /** The namespaces that have leases. */
    static List<String> namespaces(Session session) throws SQLException {
        return session.list("select distinct namespace from lease order by namespace", row -> row.getString(1));
    }

    static void deleteExpired(Session session, Instant now) throws SQLException {
        session.update("delete from lease where expires <= ?", Times.nanos(now));
    }

    /** Takes note that an ingest is no more. */
    static void forgetIngest(Session session, IngestName name) throws SQLException {
        session.update("delete from lease_ingest where namespace = ? and ref = ?", name.namespace(), name.ref());
    }

    /** Whether a lease that lasts holds an ingest. */
    static boolean holdsIngest(Session session, IngestName name, Instant now) throws SQLException {
        return session.has(
                "select 1 from lease_ingest i join lease l on l.namespace = i.namespace and l.id = i.lease"
                        + " where i.namespace = ? and i.ref = ? and (l.expires is null or l.expires > ?)",
                name.namespace(),
                name.ref(),
                Times.nanos(now));
    }
}
