package dev.drayage.ingest;

import dev.drayage.content.ContentInfo;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** What a store does with ingests as they begin and end. Thread-safe. */
public interface IngestCommitter {

    /**
     * What became of a commit.
     *
     * @param info what is stored now
     * @param existed whether it was stored before
     */
    record Result(ContentInfo info, boolean existed) {}

    /**
     * A synced file that is to become content.
     *
     * @param file where it is now
     * @param digest its digest
     * @param size bytes of it
     * @param labels what is to be noted of it
     */
    record Finished(Path file, Digest digest, long size, SortedMap<String, String> labels) {}

    /** Those of the contents that are stored, so that they need not be transferred; they stay for who asks. */
    Set<Digest> stored(Collection<Descriptor> expected) throws IOException;

    /** An ingest is going to be written. */
    void begun(IngestName name) throws IOException;

    /**
     * Makes files content, for good, all of them or none; each is moved, or left if it is not needed.
     *
     * @param name the ingest that they are of, which is over then
     * @return what became of each, in their order
     */
    List<Result> finish(IngestName name, List<Finished> files) throws IOException;

    /** An ingest was thrown away. */
    void aborted(IngestName name) throws IOException;
}
