package dev.drayage.store;

import dev.drayage.metadata.Lease;
import dev.drayage.oci.Digest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds what is written without a lease by one that is made with the first of it, and lasts until a while after the
 * last. An ingest lasts that long by itself.
 */
final class TemporaryRetention implements Retention {
    private static final Map<String, String> LABELS = Map.of("dev.drayage.lease", "automatic");

    /** The part of the time that a lease may last longer than it has to, so that it is seldom extended. */
    private static final int SPARE = 32;

    private final LeaseTable table;
    private final Duration retention;
    private final String id = LeaseTable.newId();

    TemporaryRetention(LeaseTable table, Duration retention) {
        this.table = table;
        this.retention = retention;
    }

    @Override
    public void content(Digest digest, Transaction transaction) throws SQLException {
        Instant now = transaction.now();
        Instant expires = now.plus(retention);
        if (!transaction.dialect().hasManyWriters()) {
            extend(now, expires, transaction);
        } else if (!table.lasts(transaction, id, expires)) {
            // All that is stored at once would wait in turn for the one row.
            extend(now, expires.plus(retention.dividedBy(SPARE)), transaction);
        }
        table.addContent(transaction, id, digest);
    }

    private void extend(Instant now, Instant expires, Transaction transaction) throws SQLException {
        if (!table.extend(transaction, id, expires)) {
            table.insert(transaction, new Lease(id, now, expires, new TreeMap<>(LABELS)));
        }
    }

    @Override
    public void ingest(String ref, Transaction transaction) {
        // Its age holds it.
    }

    @Override
    public boolean isDeliberate() {
        return false;
    }
}
