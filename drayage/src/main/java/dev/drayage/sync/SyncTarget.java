package dev.drayage.sync;

import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where the images of a list go. Thread-safe. */
interface SyncTarget extends Closeable {

    /**
     * What an image of this name is called there.
     *
     * @throws IllegalArgumentException if it cannot be called so there
     */
    TargetName name(Reference source);

    /** What can be one image only there: two names with the same entry replace each other. */
    String entry(TargetName name);

    /** Whether an image of this name and digest is there, with all that it is made of. */
    boolean has(TargetName name, Digest digest) throws IOException;

    /** The image of this name, whole or not; empty if there is none. */
    Optional<FoundImage> find(TargetName name) throws IOException;

    /** What need not be sent of a blob of an image: it is in the repository of its name, or taken over within the place. */
    Optional<ContentInfo> info(PlannedImage image, Descriptor blob) throws IOException;

    /** Whether tags alone are names, so that an image without one is known by its digest. */
    boolean areTags();

    /** All names there, but for images that are known by their digest alone where that is no name. */
    List<TargetName> names() throws IOException;

    /** What a name means there now, by as little as tells it; empty if there is none. */
    Optional<Digest> digest(TargetName name) throws IOException;

    /**
     * Takes a name away, if it still means what it is to mean.
     *
     * @param all the names that go, and those that stay whatever happens
     * @return false if it is gone, or means something else by now
     */
    boolean remove(ObsoleteName name, ObsoleteNames all) throws IOException;

    /**
     * Sends an image, and what refers to it; it has its name when it is {@link #list listed}, or already now.
     *
     * @param planned what it is called where it comes from and there, and whether it is there under that name already
     * @param image the image as the content has it
     */
    TransferReport send(
            PlannedImage planned,
            ReadableContent content,
            Descriptor image,
            List<Descriptor> referrers,
            TransferOptions options)
            throws IOException;

    /**
     * Has an image listed that was sent, at once or together with others.
     *
     * @param listener told of it, from any thread
     */
    default void list(TransferReport sent, GroupedListing.Listener listener) throws IOException {
        listener.listed();
    }

    /** Lists what still waits for others, and returns when each has been told. */
    default void finish() throws IOException {
        // Most places list images one by one.
    }

    /** How images are moved there if nobody says otherwise. */
    TransferOptions options();

    /** The place as messages give it. */
    String location();
}
