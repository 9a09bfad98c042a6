package dev.drayage.server.cache;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A stored blob that is not evicted while it is open. */
final class PinnedBlob implements Blob {
    private final Blob blob;
    private final Pins.Pin pin;
    private final Eviction eviction;

    PinnedBlob(Blob blob, Pins.Pin pin, Eviction eviction) {
        this.blob = blob;
        this.pin = pin;
        this.eviction = eviction;
    }

    @Override
    public long size() {
        return blob.size();
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        return blob.readAt(position, target);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return blob.transferTo(position, count, target);
    }

    @Override
    public long preferredChunkSize() {
        return blob.preferredChunkSize();
    }

    @Override
    public void close() throws IOException {
        pin.close();
        blob.close();
        eviction.closed(blob.size());
    }
}
