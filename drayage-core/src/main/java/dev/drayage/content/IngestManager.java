package dev.drayage.content;

import java.io.IOException;
import java.util.List;

/** Looks after ingests that are under way or were left off (containerd's {@code content.IngestManager}). Thread-safe. */
public interface IngestManager {

    /**
     * How far one ingest is.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is none of this ref
     */
    IngestStatus status(String ref) throws IOException;

    /** All ingests, in order of their refs. */
    List<IngestStatus> ingests() throws IOException;

    /**
     * Throws an ingest away, with its bytes, even while it is written: what its writer does next fails, with a {@link
     * ContentException} of kind {@link ContentException.Kind#UNAVAILABLE}.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is none of this ref
     */
    void abort(String ref) throws IOException;
}
