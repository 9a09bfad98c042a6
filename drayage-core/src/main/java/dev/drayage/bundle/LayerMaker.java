package dev.drayage.bundle;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the layers that the deltas of a bundle lead to. Found by {@link java.util.ServiceLoader}. Thread-safe. */
public interface LayerMaker {
    /** Layers that are made when they are opened. Closing them gives back what was put aside. Thread-safe. */
    interface Layers extends Closeable {
        /**
         * Whether a layer can be made.
         *
         * @param delta the artifact that leads to it
         * @return empty if the base lacks what it is made of
         */
        Optional<ContentInfo> info(Descriptor delta, Digest layer) throws IOException;

        /** Makes a layer, verified before a byte of it is given. */
        Blob open(Descriptor delta, Descriptor layer) throws IOException;
    }

    /**
     * The layers of a bundle, of which nothing is made or read yet.
     *
     * @param bundle has the deltas, and what they refer to
     * @param base should have the layers that they begin with
     * @param directory where files and layers are put aside
     * @param maxZstdWindow the largest window of a layer in zstd, in bytes
     */
    Layers layers(ReadableContent bundle, ReadableContent base, Path directory, long maxZstdWindow);
}
