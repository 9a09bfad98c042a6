package dev.drayage.testkit;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Content in memory that can be damaged, and that notes what was read of it. Thread-safe.
 */
public final class MemoryContent implements ReadableContent {
    private final Map<Digest, byte[]> blobs = new ConcurrentSkipListMap<>();
    private final Set<Digest> opened = new ConcurrentSkipListSet<>();
    private final AtomicInteger open = new AtomicInteger();

    /** Content without any blob. */
    public MemoryContent() {
        // Starts empty.
    }

    /** Adds a blob under its sha256 digest. */
    public Descriptor add(String mediaType, byte[] bytes) {
        return add(mediaType, bytes, DigestAlgorithm.SHA256);
    }

    /** Adds a blob under its digest by the given algorithm. */
    public Descriptor add(String mediaType, byte[] bytes, DigestAlgorithm algorithm) {
        Digest digest = Digest.compute(algorithm, bytes);
        blobs.put(digest, bytes.clone());
        return Descriptor.of(mediaType, digest, bytes.length);
    }

    /** Lets a blob be missing. */
    public void remove(Digest digest) {
        if (blobs.remove(digest) == null) {
            throw absent(digest);
        }
    }

    /** Puts other bytes in the place of a blob, which keeps its name: that is what damage is. */
    public void replace(Digest digest, byte[] bytes) {
        if (blobs.replace(digest, bytes.clone()) == null) {
            throw absent(digest);
        }
    }

    /** Turns one bit of a blob around. */
    public void flipBit(Digest digest, long bit) {
        byte[] bytes = bytes(digest);
        bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        replace(digest, bytes);
    }

    /** A copy of the bytes of a blob. */
    public byte[] bytes(Digest digest) {
        byte[] bytes = blobs.get(digest);
        if (bytes == null) {
            throw absent(digest);
        }
        return bytes.clone();
    }

    private static IllegalArgumentException absent(Digest digest) {
        return new IllegalArgumentException("there is no blob " + digest);
    }

    /** The digests of all blobs, in their order. */
    public List<Digest> digests() {
        return List.copyOf(blobs.keySet());
    }

    /** All blobs by digest, as they are now. */
    public Map<Digest, byte[]> all() {
        Map<Digest, byte[]> copy = new LinkedHashMap<>();
        blobs.forEach((digest, bytes) -> copy.put(digest, bytes.clone()));
        return copy;
    }

    /** The blobs that were opened since the content was made or {@link #forgetOpened} was called. */
    public Set<Digest> opened() {
        return new TreeSet<>(opened);
    }

    /** Starts to note anew what is opened. */
    public void forgetOpened() {
        opened.clear();
    }

    /** How many blobs are open now. */
    public int openBlobs() {
        return open.get();
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        byte[] bytes = blobs.get(descriptor.digest());
        if (bytes == null) {
            throw ContentNotFoundException.of(descriptor, location());
        }
        opened.add(descriptor.digest());
        open.incrementAndGet();
        return new CountedBlob(Blob.ofBytes(bytes));
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) {
        return Optional.ofNullable(blobs.get(digest)).map(bytes -> new ContentInfo(digest, bytes.length));
    }

    @Override
    public String location() {
        return "memory";
    }

    private final class CountedBlob implements Blob {
        private final Blob bytes;
        private boolean closed;

        private CountedBlob(Blob bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            return bytes.readAt(position, target);
        }

        @Override
        public synchronized void close() throws IOException {
            if (!closed) {
                closed = true;
                bytes.close();
                open.decrementAndGet();
            }
        }
    }
}
