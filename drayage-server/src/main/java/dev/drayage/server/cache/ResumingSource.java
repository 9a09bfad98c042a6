package dev.drayage.server.cache;

import dev.drayage.content.Blob;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.oci.Descriptor;
import dev.drayage.server.cache.Outage.UpstreamOutException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A blob of the upstream, which is opened again where it breaks off after some of it has come. For one thread. */
final class ResumingSource implements Closeable {
    private static final int MOST_REOPENED = 8;

    private final CachedContent from;
    private final Descriptor descriptor;
    private final Outage outage;
    private final long size;
    private Blob blob;
    private boolean hasCome;
    private int reopened;

    private ResumingSource(CachedContent from, Descriptor descriptor) throws IOException {
        this.from = from;
        this.descriptor = descriptor;
        this.outage = from.parts().outage();
        this.blob = openBlob();
        this.size = blob.size();
    }

    static ResumingSource open(CachedContent from, Descriptor descriptor) throws IOException {
        return new ResumingSource(from, descriptor);
    }

    private Blob openBlob() throws IOException {
        return outage.asking(() -> from.upstream().content().open(descriptor));
    }

    long size() {
        return size;
    }

    /** Fills the target, or as much of it as there is. */
    void read(long position, ByteBuffer target) throws IOException {
        int start = target.position();
        while (true) {
            try {
                Blob current = blob;
                outage.asking(() -> current.readAt(position, target));
                hasCome = true;
                return;
            } catch (UpstreamOutException e) {
                if (!hasCome || ++reopened > MOST_REOPENED) {
                    throw e;
                }
            }
            target.position(start);
            reopen();
        }
    }

    private void reopen() throws IOException {
        blob.close();
        hasCome = false;
        blob = openBlob();
        if (blob.size() != size) {
            throw new SizeMismatchException(descriptor, from.location(), blob.size());
        }
    }

    @Override
    public void close() throws IOException {
        blob.close();
    }
}
