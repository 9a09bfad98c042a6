package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Digest;
import java.sql.SQLException;

/** What keeps the content that somebody works with from being collected. */
interface Retention {
    /** Holds content from the moment that the transaction is committed. */
    void content(Digest digest, Transaction transaction) throws SQLException, ContentException;

    /** Holds an ingest from then on. */
    void ingest(String ref, Transaction transaction) throws SQLException, ContentException;

    /**
     * Whether everything touched is to be held: what is merely asked for, and ingests by more than their age. That is
     * so with a lease that somebody took on purpose.
     */
    boolean isDeliberate();
}
