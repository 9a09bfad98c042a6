package dev.drayage.storage;

import dev.drayage.oci.Digest;
import dev.drayage.place.check.WholePlaceCheck.CheckReport;
import dev.drayage.place.check.WholePlaceCheck.Kind;
import dev.drayage.place.check.WholePlaceCheck.Problem;
import dev.drayage.place.check.WholePlaceCheck.ProblemListener;
import java.io.IOException;

/** Counts what is found in a storage, and tells it at once. */
class StorageProblems {
    private final ProblemListener listener;
    private long blobs;
    private long bytes;
    private long links;
    private long missing;
    private long corrupt;
    private long notes;

    StorageProblems(ProblemListener listener) {
        this.listener = listener;
    }

    void soundBlob(long size) {
        blobs++;
        bytes += size;
    }

    void soundLink() {
        links++;
    }

    void missing(String name, String message) throws IOException {
        missing++;
        listener.found(new Problem(Kind.MISSING, name, message));
    }

    void corrupt(String name, String message) throws IOException {
        corrupt++;
        listener.found(new Problem(Kind.CORRUPT, name, message));
    }

    void note(String name, String message) throws IOException {
        notes++;
        listener.found(new Problem(Kind.NOTE, name, message));
    }

    /** A blob that has not the bytes that it should. */
    void corruptBlob(Digest digest, String message) throws IOException {
        corrupt(digest.toString(), message);
    }

    /** A blob that is not there, though a repository has a link to it. */
    void missingBlob(Digest digest, String message) throws IOException {
        missing(digest.toString(), message);
    }

    /** A link that is not there, though a manifest of its repository calls for it. */
    void missingLink(String key, Digest target, String message) throws IOException {
        missing(key, message);
    }

    /** A link that does not hold what its own key says. */
    void corruptLink(String key, Digest target, String message) throws IOException {
        corrupt(key, message);
    }

    CheckReport report() {
        return new CheckReport(blobs, bytes, links, missing, corrupt, notes);
    }
}
