package dev.drayage.sync;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A blob that is opened when it is first read, and until then has the size that its descriptor gives it. */
final class DeferredBlob implements Blob {
    private final ContentProvider content;
    private final Descriptor descriptor;
    private @Nullable Blob opened;
    private boolean closed;

    DeferredBlob(ContentProvider content, Descriptor descriptor) {
        this.content = content;
        this.descriptor = descriptor;
    }

    private synchronized Blob blob() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Blob known = opened;
        if (known == null) {
            known = content.open(descriptor);
            opened = known;
            Verification.requireSize(descriptor, known.size(), content.location());
        }
        return known;
    }

    @Override
    public long size() {
        return descriptor.size();
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        return blob().readAt(position, target);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return blob().transferTo(position, count, target);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (opened != null) {
            opened.close();
        }
    }
}
