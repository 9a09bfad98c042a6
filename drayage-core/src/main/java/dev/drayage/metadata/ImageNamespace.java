package dev.drayage.metadata;

import dev.drayage.content.ContentStore;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;

/**
 * One namespace of a store: names, labels and leases of its own, over blobs that may be shared with others. Thread-safe.
 */
public interface ImageNamespace {

    /** What it is called. */
    String name();

    /** Its content. What is written here without a lease is kept for a day. */
    ContentStore content();

    /** Its content, where a lease holds whatever is written or found stored already. */
    ContentStore content(Lease lease);

    /** Its images. */
    ImageStore images();

    /** Its leases. */
    LeaseManager leases();

    /**
     * Sees to the labels by which documents keep what they refer to, from these down; what is not there is left out. Then
     * whatever keeps one of these keeps all that it is made of.
     */
    default void keepReferences(List<Descriptor> roots) throws IOException {
        content().labelAll(ReferenceLabels.below(content(), roots));
    }

    /** Whether it can be written to; one that lies on a file system mounted for reading can not. */
    default boolean canBeChanged() {
        return true;
    }

    /**
     * Its images, to be read; names in short form are understood. What is asked for is held by a lease until the source
     * is closed.
     */
    default ImageSource source() {
        return new NamespaceSource(this);
    }

    /**
     * A place to write images to. What is written, and what is found there already, is held by a lease until it is
     * closed, by when images are made of it: {@link ImageDestination#put} sees to the labels that let an image keep all
     * that it is made of.
     */
    default ImageDestination destination() throws IOException {
        return NamespaceDestination.open(this);
    }
}
