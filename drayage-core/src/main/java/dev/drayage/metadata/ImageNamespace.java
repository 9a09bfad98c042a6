package dev.drayage.metadata;

import dev.drayage.content.ContentStore;

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
}
