package dev.drayage.content;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;

/**
 * Content that falls back to what a descriptor carries in its {@code data} field.
 *
 * @param stored where it is looked for first
 */
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
    public Verification verification(Descriptor descriptor) {
        return stored.verification(descriptor);
    }

    @Override
    public DigestMismatchException mismatch(Descriptor descriptor, Digest actual) {
        return stored.mismatch(descriptor, actual);
    }

    @Override
    public boolean distrust(Descriptor descriptor) throws IOException {
        return stored.distrust(descriptor);
    }

    @Override
    public String location(Descriptor descriptor) {
        return stored.location(descriptor);
    }

    @Override
    public String location() {
        return stored.location();
    }
}
