package dev.drayage.ingest;

import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentStore;
import dev.drayage.content.IngestStatus;
import java.io.IOException;
import java.util.List;

/** The ingests of a namespace, wherever they are kept. Thread-safe. */
public interface ContentIngests extends ContentIngester, BulkIngester {

    /** How far one ingest is; fails as {@link ContentStore#status} does. */
    IngestStatus status(String ref) throws IOException;

    /** All ingests, in order of their refs. */
    List<IngestStatus> ingests() throws IOException;

    /** Throws an ingest away, as {@link ContentStore#abort} does. */
    void abort(String ref) throws IOException;
}
