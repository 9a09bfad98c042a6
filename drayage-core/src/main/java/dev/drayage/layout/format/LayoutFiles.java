package dev.drayage.layout.format;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The files that make up an image layout (OCI image-layout specification), wherever they are kept. Thread-safe.
 */
public interface LayoutFiles extends ReadableContent, Closeable {

    /**
     * Opens a file at the top of the layout, such as {@code index.json}; the caller closes it.
     *
     * @return empty if there is no such file
     */
    Optional<Blob> file(String name) throws IOException;

    /** True if there is something of this name, whatever it is; directories need not be known of. */
    boolean has(String name) throws IOException;

    /**
     * The name of the file that a path leads to, as documents such as {@code manifest.json} write it; {@link #file} opens
     * it.
     *
     * @return empty if there is nothing of the name
     * @throws dev.drayage.content.ContentException of kind {@code FAILED_PRECONDITION} if the path leads out
     */
    Optional<String> resolve(String path) throws IOException;

    /** Every blob stored, in order of digest; what is under {@code blobs/} but no file, or named by no digest, is left out. */
    List<ContentInfo> blobs() throws IOException;
}
