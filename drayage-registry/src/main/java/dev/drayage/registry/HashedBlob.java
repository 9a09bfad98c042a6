package dev.drayage.registry;

import dev.drayage.content.Blob;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A blob that hashes what is read of it in order; what is read again is not hashed again. Thread-safe. */
final class HashedBlob implements Blob {
    private final Blob blob;
    private final MessageDigest hash;
    private final @Nullable Descriptor expected;
    private long hashed;

    private HashedBlob(Blob blob, long position, MessageDigest hash, @Nullable Descriptor expected) {
        this.blob = blob;
        this.hash = hash;
        this.hashed = position;
        this.expected = expected;
    }

    /** @param position where the bytes begin that come next for the hash */
    static HashedBlob from(Blob blob, long position, MessageDigest hash) {
        return new HashedBlob(blob, position, hash, null);
    }

    /**
     * One whose last bytes are not given unless all of them together have the right digest: whoever passes them on, passes on
     * nothing whole that is wrong.
     */
    static HashedBlob guarded(Blob blob, MessageDigest hash, Descriptor expected) {
        return new HashedBlob(blob, 0, hash, expected);
    }

    /** The last bytes are withheld, for the digest of all is wrong. */
    static final class WithheldException extends IOException {
        private static final long serialVersionUID = 1L;

        private WithheldException() {
            super("the digest is wrong");
        }
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

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        AtomicLong at = new AtomicLong(position);
        return blob.transferTo(position, count, new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                int written = source.remaining();
                note(at.getAndAdd(written), source.duplicate());
                while (source.hasRemaining()) {
                    target.write(source);
                }
                return written;
            }

            @Override
            public boolean isOpen() {
                return target.isOpen();
            }

            @Override
            public void close() {
                // The target is its owner's.
            }
        });
    }

    private synchronized void note(long position, ByteBuffer read) throws WithheldException {
        if (position <= hashed && position + read.remaining() > hashed) {
            read.position(read.position() + (int) (hashed - position));
            hashed += read.remaining();
            hash.update(read);
            if (expected != null
                    && hashed == expected.size()
                    && !digest(expected).equals(expected.digest())) {
                throw new WithheldException();
            }
        }
    }

    private Digest digest(Descriptor whole) {
        return soFar(hash, whole.digest().algorithm());
    }

    /** What a hash would be if nothing more came. */
    static Digest soFar(MessageDigest hash, DigestAlgorithm algorithm) {
        try {
            return Digest.ofHash(algorithm, ((MessageDigest) hash.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime cannot copy a hash that is under way", e);
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
