package dev.drayage.copy;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import org.jspecify.annotations.Nullable;

/** A blob whose bytes came into an ingest before anybody asked for them. Thread-safe. */
public interface IngestedBlob extends Blob {

    /**
     * The writer of the ingest, which has all bytes and is to be committed and closed by whoever gets it.
     *
     * @return null if the ingest is of another place, or somebody has got the writer already
     */
    @Nullable
    ContentWriter takeWriter(ContentIngester place);
}
