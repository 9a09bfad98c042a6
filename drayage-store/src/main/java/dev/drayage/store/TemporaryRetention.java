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
        if (!table.extend(transaction, id, expires)) {
            table.insert(transaction, new Lease(id, now, expires, new TreeMap<>(LABELS)));
        }
        table.addContent(transaction, id, digest);
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
