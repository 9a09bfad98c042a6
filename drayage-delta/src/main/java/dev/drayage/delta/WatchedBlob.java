package dev.drayage.delta;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** A blob that is read in order, and tells how far. For one thread; closing it leaves the blob open. */
final class WatchedBlob implements Blob {
    private final Blob blob;
    private final LongConsumer watcher;
    private long furthest;

    WatchedBlob(Blob blob, LongConsumer watcher) {
        this.blob = blob;
        this.watcher = watcher;
    }

    @Override
    public long size() {
        return blob.size();
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        int read = blob.readAt(position, target);
        if (position + read > furthest) {
            watcher.accept(position + read - furthest);
            furthest = position + read;
        }
        return read;
    }

    @Override
    public void close() {
        // The blob belongs to whoever opened it.
    }
}
