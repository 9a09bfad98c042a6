package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Content whose reads can be made to fail, to wait or to fall short, once an archive has been planned from it. A blob
 * that is read after it was closed says so.
 */
final class FaultyContent implements ReadableContent {

    /** Stands before every read of a blob. */
    @FunctionalInterface
    interface Fault {
        /** Throws, waits or does nothing; the number returned is how many bytes at most may be read. */
        int before(Digest blob, long position) throws IOException;
    }

    static final int ALL = Integer.MAX_VALUE;

    private final MemoryContent content;
    private final AtomicInteger open = new AtomicInteger();
    private volatile Fault fault = (blob, position) -> ALL;

    FaultyContent(MemoryContent content) {
        this.content = content;
    }

    void fail(Fault with) {
        fault = with;
    }

    int openBlobs() {
        return open.get();
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        Blob blob = content.open(descriptor);
        open.incrementAndGet();
        return new FaultyBlob(descriptor.digest(), blob);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return content.info(digest);
    }

    @Override
    public String location() {
        return "memory";
    }

    private final class FaultyBlob implements Blob {
        private final Digest digest;
        private final Blob blob;
        private volatile boolean closed;

        private FaultyBlob(Digest digest, Blob blob) {
            this.digest = digest;
            this.blob = blob;
        }

        @Override
        public long size() {
            return blob.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            int limit = target.limit();
            int most = fault.before(digest, position);
            target.limit(Math.min(limit, target.position() + Math.min(most, target.remaining())));
            int read = blob.readAt(position, target);
            target.limit(limit);
            if (closed) {
                throw new ClosedChannelException();
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
                blob.close();
            }
        }
    }
}
