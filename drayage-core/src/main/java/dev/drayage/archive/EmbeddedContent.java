package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentProvider;
import dev.drayage.oci.Descriptor;
import java.io.IOException;

/** Content that falls back to what a descriptor carries in its {@code data} field. */
record EmbeddedContent(ContentProvider stored) implements ContentProvider {
    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        try {
            return stored.open(descriptor);
        } catch (ContentNotFoundException e) {
            return Blob.ofBytes(descriptor.embeddedData().orElseThrow(() -> e));
        }
    }

    @Override
    public String location() {
        return stored.location();
    }
}
