package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A blob held to the size it was planned with: it gives all bytes asked for or fails, so that no provider can leave a
 * gap in an archive or shift what comes after it.
 */
final class PlannedBlob implements Blob {
    private final Descriptor descriptor;
    private final String location;
    private final Blob blob;

    private PlannedBlob(Descriptor descriptor, String location, Blob blob) {
        this.descriptor = descriptor;
        this.location = location;
        this.blob = blob;
    }

    /**
     * Opens it.
     *
     * @throws dev.drayage.content.SizeMismatchException if it has another size by now
     */
    static Blob open(Descriptor descriptor, ContentProvider provider) throws IOException {
        Blob blob = provider.open(descriptor);
        try {
            Verification.requireSize(descriptor, blob.size(), provider.location());
            return new PlannedBlob(descriptor, provider.location(), blob);
        } catch (IOException | RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return descriptor.size();
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= size()) {
            return -1;
        }
        int start = target.position();
        int limit = target.limit();
        int wanted = (int) Math.min(target.remaining(), size() - position);
        target.limit(start + wanted);
        try {
            blob.readAt(position, target);
        } finally {
            target.limit(limit);
        }
        int read = target.position() - start;
        if (read != wanted) {
            throw incomplete(read, wanted, position);
        }
        return read;
    }

    @Override
    public long preferredChunkSize() {
        return blob.preferredChunkSize();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        long wanted = Math.min(count, Math.max(0, size() - position));
        long moved = blob.transferTo(position, count, target);
        if (moved != wanted) {
            throw incomplete(moved, wanted, position);
        }
        return moved;
    }

    private ContentException incomplete(long moved, long wanted, long position) {
        return new ContentException(
                Kind.OUT_OF_RANGE,
                descriptor.kind() + " " + descriptor.digest() + " in " + location + " gave " + moved + " of " + wanted
                        + " bytes at offset " + position + "; it was changed while being read, try again");
    }

    @Override
    public void close() throws IOException {
        blob.close();
    }
}
