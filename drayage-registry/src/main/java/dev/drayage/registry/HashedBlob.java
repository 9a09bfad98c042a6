package dev.drayage.registry;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** A blob that hashes what is read of it in order; what is read again is not hashed again. Thread-safe. */
final class HashedBlob implements Blob {
    private final Blob blob;
    private final MessageDigest hash;
    private long hashed;

    /** @param position where the bytes begin that come next for the hash */
    HashedBlob(Blob blob, long position, MessageDigest hash) {
        this.blob = blob;
        this.hash = hash;
        this.hashed = position;
    }

    @Override
    public long size() {
        return blob.size();
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        ByteBuffer read = target.duplicate();
        int count = blob.readAt(position, target);
        read.limit(target.position());
        note(position, read);
        return count;
    }

    private synchronized void note(long position, ByteBuffer read) {
        if (position <= hashed && position + read.remaining() > hashed) {
            read.position(read.position() + (int) (hashed - position));
            hashed += read.remaining();
            hash.update(read);
        }
    }

    /** The position up to which all has been hashed. */
    synchronized long hashed() {
        return hashed;
    }

    @Override
    public void close() {
        // The blob belongs to whoever opened it.
    }
}
