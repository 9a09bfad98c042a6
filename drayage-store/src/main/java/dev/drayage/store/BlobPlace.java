package dev.drayage.store;

import dev.drayage.content.Blob;
import dev.drayage.ingest.ContentIngests;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Where the bytes of blobs are in a store that several machines use. What is there, and what may be removed, the database
 * says: see {@link BlobTable}. Thread-safe.
 */
interface BlobPlace extends Closeable {

    /** As messages give it. */
    String location();

    /** The id of the store whose blobs these are; empty if none says so. */
    Optional<String> id() throws IOException;

    /** Says whose blobs these are; made if need be. */
    void setId(String id) throws IOException;

    /**
     * Opens a blob.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    Blob open(Digest digest) throws IOException;

    /** Takes a blob. */
    @FunctionalInterface
    interface Visitor {
        void visit(BlobTable.Sized blob) throws IOException;
    }

    /** Shows all blobs that there are bytes of, in no order. */
    void walk(Visitor visitor) throws IOException;

    /** What takes content of a namespace in. */
    ContentIngests ingests(SharedCommits commits);

    /**
     * Removes bytes, as far as there is time: after that somebody may bring them back.
     *
     * @param token names the removal, and no other
     * @return those whose bytes are gone
     */
    List<Digest> remove(String token, Collection<Digest> digests, BooleanSupplier inTime) throws IOException;

    /**
     * Ends a removal.
     *
     * @param gone those of {@link #remove} that are forgotten; the others were brought back meanwhile
     */
    void removed(String token, Collection<Digest> digests, Set<Digest> gone) throws IOException;

    /** Looks after ingests that nobody goes on with, and after what those left who died at work. */
    void sweep(Sweep sweep) throws IOException;

    /**
     * How to look after it.
     *
     * @param database what is known
     * @param now what time it is there
     * @param surveysOnly whether nothing is to be changed
     * @param listener is told of ingests
     */
    record Sweep(Database database, Instant now, boolean surveysOnly, GcItem.Listener listener) {}
}
