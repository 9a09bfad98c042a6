package dev.drayage.ingest;

import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store whose content comes in through {@link ContentIngests}; the rest is up to the store. */
public abstract class IngestedContent implements ContentStore, BulkIngester {
    private final ContentIngests ingests;

    /** A store with these ingests. */
    protected IngestedContent(ContentIngests ingests) {
        this.ingests = ingests;
    }

    @Override
    public final ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        return ingests.writer(ref, expected);
    }

    @Override
    public final IngestStatus status(String ref) throws IOException {
        return ingests.status(ref);
    }

    @Override
    public final List<IngestStatus> ingests() throws IOException {
        return ingests.ingests();
    }

    @Override
    public final void abort(String ref) throws IOException {
        ingests.abort(ref);
    }

    @Override
    public final Set<Digest> stored(Collection<Descriptor> blobs) throws IOException {
        return ingests.stored(blobs);
    }

    @Override
    public final Set<Digest> store(List<SmallBlob> blobs) throws IOException {
        return ingests.store(blobs);
    }
}
