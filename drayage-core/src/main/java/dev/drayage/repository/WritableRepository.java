package dev.drayage.repository;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.Collection;

/**
 * A repository that can be pushed to. What is uploaded belongs to it from the commit on, and is kept for at least a day
 * without a manifest that refers to it; so is what its {@link #content} says is there, so that a manifest can be made of
 * it. What is deleted leaves this repository alone; others that have it keep it.
 */
public interface WritableRepository extends Repository {

    /** Begins an upload; nothing is written yet. @return its ID, which nobody can guess */
    String beginUpload() throws IOException;

    /**
     * Opens an upload at its offset, after a restart of the program too. Closing the writer keeps the upload,
     * committing makes it a blob of this repository, whether it is stored already or not.
     *
     * @param id what {@link #beginUpload} of a repository of this name gave out
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is none
     * @throws HeldException if another request or process is writing it
     */
    ContentWriter upload(String id) throws IOException;

    /**
     * Throws an upload away, even while it is written.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is none
     */
    void cancelUpload(String id) throws IOException;

    /**
     * Makes a blob of another repository of the same place one of this, without moving a byte.
     *
     * @return false if the other does not have it
     */
    boolean mount(Digest digest, Repository from) throws IOException;

    /**
     * Stores a manifest or index, and gives it tags, which others lose. That what it refers to is here is for the caller to
     * check.
     *
     * @param manifest its media type, digest and size
     * @param document its bytes, which match the descriptor
     * @param tags none, where it is known by its digest alone
     */
    void put(Descriptor manifest, byte[] document, Collection<String> tags) throws IOException;

    /**
     * Removes a tag; what it named stays.
     *
     * @return false if there is no such tag
     */
    boolean deleteTag(String tag) throws IOException;

    /**
     * Removes a manifest or index, with all tags that name it.
     *
     * @return false if it is not here
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if an index of this repository lists
     *     it, which goes first
     */
    boolean deleteManifest(Digest digest) throws IOException;

    /**
     * Removes a blob.
     *
     * @return false if it is not here
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if a manifest of this repository
     *     refers to it
     */
    boolean deleteBlob(Digest digest) throws IOException;
}
