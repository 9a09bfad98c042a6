package dev.drayage.content;

import dev.drayage.oci.Descriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes content in, a writer for each blob (containerd's {@code content.Ingester}). Safe for use by many threads. */
@FunctionalInterface
public interface ContentIngester {

    /**
     * Opens the ingest of this name, a new one or one that was left off; there is one writer for a ref at a time.
     *
     * @param ref what the ingest is called until it is committed; not empty. The same ref finds the same bytes again
     * @param expected what is going to be written, as far as it is known; null if nothing is. A registry needs it, for it
     *     takes manifests in at another endpoint than blobs
     * @throws AlreadyExistsException if the expected content is stored, so that nothing need be transferred
     * @throws HeldException if another writer has the ref
     * @throws ContentException of kind {@link ContentException.Kind#INVALID_ARGUMENT} if the ref is empty, or nothing is
     *     expected where something has to be
     */
    ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException;
}
