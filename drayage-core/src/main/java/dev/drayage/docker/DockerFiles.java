package dev.drayage.docker;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.document.Limits;
import dev.drayage.json.Quotes;
import dev.drayage.layout.format.LayoutFiles;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The files of a Docker archive by the paths that its documents give them. */
final class DockerFiles {
    private DockerFiles() {}

    /** Where a path leads; {@code what} is what should be there, for messages. */
    static String resolve(LayoutFiles archive, String what, String path) throws IOException {
        return archive.resolve(path)
                .orElseThrow(() -> new ContentException(
                        Kind.FAILED_PRECONDITION,
                        archive.location() + ": " + what + " " + Quotes.quote(path)
                                + ", which manifest.json names, is missing; the archive is not whole"));
    }

    /** Opens a file that was resolved; the caller closes it. */
    static Blob open(LayoutFiles archive, String name) throws IOException {
        return archive.file(name)
                .orElseThrow(() -> new IllegalStateException(archive.location() + " holds no " + name + " any more"));
    }

    /** Reads a document. */
    static byte[] read(LayoutFiles archive, String what, String path, Limits limits) throws IOException {
        try (Blob blob = open(archive, resolve(archive, what, path))) {
            if (blob.size() > limits.maxBytes()) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        archive.location() + ": " + what + " " + Quotes.quote(path) + " has " + blob.size()
                                + " bytes, over the limit of " + limits.maxBytes() + " for documents");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) blob.size());
            blob.readAt(0, bytes);
            return bytes.array();
        }
    }
}
