package dev.drayage.ingest;

import dev.drayage.content.ContentInfo;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/** What a store does with ingests as they begin and end. Thread-safe. */
public interface Finishing {

    /**
     * What became of a commit.
     *
     * @param info what is stored now
     * @param existed whether it was stored before
     */
    record Result(ContentInfo info, boolean existed) {}

    /** What is known of content that is stored, so that it need not be transferred; it stays for who asks. */
    Optional<ContentInfo> stored(Descriptor expected) throws IOException;

    /** An ingest is going to be written. */
    void begun(IngestName name) throws IOException;

    /** Makes a synced file of this digest and size content, for good; the file is moved, or left if it is not needed. */
    Result finish(IngestName name, Path file, Digest digest, long size, SortedMap<String, String> labels)
            throws IOException;

    /** An ingest was thrown away. */
    void aborted(IngestName name) throws IOException;
}
