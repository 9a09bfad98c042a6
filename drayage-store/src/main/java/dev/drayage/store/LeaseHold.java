package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Digest;
import java.sql.SQLException;

/** Holds by a lease that somebody took. */
record LeaseHold(LeaseTable table, String lease) implements Retention {
    @Override
    public void content(Digest digest, Transaction transaction) throws SQLException, ContentException {
        table.requireLease(transaction, lease);
        table.addContent(transaction, lease, digest);
    }

    @Override
    public void ingest(String ref, Transaction transaction) throws SQLException, ContentException {
        table.requireLease(transaction, lease);
        table.addIngest(transaction, lease, ref);
    }

    @Override
    public boolean isDeliberate() {
        return true;
    }
}
