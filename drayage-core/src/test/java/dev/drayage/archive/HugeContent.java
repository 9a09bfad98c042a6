package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One blob, too large for anything but to be told of. */
record HugeContent(long bytes) implements ReadableContent {
    private static final Digest DIGEST = Digest.compute(DigestAlgorithm.SHA256, new byte[] {1});

    Descriptor descriptor() {
        return Descriptor.of(MediaTypes.OCI_LAYER, DIGEST, bytes);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) {
        return Optional.of(new ContentInfo(digest, bytes));
    }

    @Override
    public Blob open(Descriptor descriptor) {
        return new Blob() {
            @Override
            public long size() {
                return bytes;
            }

            @Override
            public int readAt(long position, ByteBuffer target) throws IOException {
                throw new IOException("nobody is to read this");
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        };
    }
}
