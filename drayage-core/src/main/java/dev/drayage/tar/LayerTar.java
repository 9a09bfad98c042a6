package dev.drayage.tar;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.Verification;
import dev.drayage.copy.VerifiedStream;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A layer, packed or not, read from its first entry to its last. What was read of it is right when {@link #finish} has
 * returned, and not before. For one thread.
 */
public final class LayerTar implements Closeable {
    /** What a layer may unpack to whatever its size. */
    private static final long FREE_BYTES = 64L << 20;

    /** How many times its size a layer may unpack to beyond that; gzip cannot exceed 1032. */
    private static final int MAX_RATIO = 1100;

    private static final TarLimits LIMITS = new TarLimits(1_000_000, 1 << 20);

    private final String location;
    private final Blob blob;
    private final VerifiedStream stored;
    private final StreamedTar tar;
    private final TarScanner scanner;
    private final Bounded unpacked;

    private LayerTar(String location, Blob blob, VerifiedStream stored, Bounded unpacked) {
        this.location = location;
        this.blob = blob;
        this.stored = stored;
        this.unpacked = unpacked;
        this.tar = new StreamedTar(unpacked);
        this.scanner = new TarScanner(tar, location, LIMITS, 0, TarHeader.BLOCK);
    }

    /**
     * Opens a layer.
     *
     * @param maxZstdWindow the largest window of a layer in zstd, in bytes, 1 KiB to 2 GiB
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if it is packed in a way that is not read
     */
    public static LayerTar open(ContentProvider content, Descriptor layer, long maxZstdWindow) throws IOException {
        return open(content, layer, maxZstdWindow, Long.MAX_VALUE);
    }

    /**
     * Opens a layer that may not unpack to more than a number of bytes; else as the other does.
     *
     * @param maxUnpacked bytes, 1 or more, the end of the tar and what is behind it included
     */
    public static LayerTar open(ContentProvider content, Descriptor layer, long maxZstdWindow, long maxUnpacked)
            throws IOException {
        Blob blob = content.open(layer);
        try {
            String location = layer.kind() + " " + layer.digest() + " in " + content.location();
            Verification.requireSize(layer, blob.size(), content.location());
            Compression compression = Compression.of(blob);
            if (!compression.isReadable()) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        location + " is compressed with " + compression.words() + ", which is not read here");
            }
            VerifiedStream stored = new VerifiedStream(blob, content.verification(layer));
            long limit = layer.size() > Long.MAX_VALUE / MAX_RATIO
                    ? Long.MAX_VALUE
                    : Math.max(FREE_BYTES, layer.size() * MAX_RATIO);
            Bounded unpacked = new Bounded(
                    compression.unpack(stored, maxZstdWindow),
                    Math.min(limit, maxUnpacked),
                    location,
                    maxUnpacked < limit
                            ? maxUnpacked + " bytes, the limit that was given"
                            : MAX_RATIO + " times its size, the limit; it may be a decompression bomb");
            return new LayerTar(location, blob, stored, unpacked);
        } catch (IOException | RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    /**
     * Has what it unpacks to hashed as it is read.
     *
     * @throws IllegalStateException if some of it was read already
     */
    public LayerTar hashedBy(DigestAlgorithm algorithm) {
        unpacked.hashBy(algorithm);
        return this;
    }

    /**
     * The digest of all that it unpacks to, once {@link #finish} has returned.
     *
     * @throws IllegalStateException if it was not to be hashed
     */
    public Digest unpackedDigest() {
        return unpacked.digest();
    }

    /** What else the header of the entry that was given last says of it. */
    public EntryAttributes attributes() throws IOException {
        return scanner.attributes();
    }

    /** What messages call the layer. */
    public String location() {
        return location;
    }

    /**
     * The next entry; empty at the end.
     *
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if the layer is damaged, or over a limit: a
     *     million entries, 1100 times its size
     */
    public Optional<TarEntry> next() throws IOException {
        try {
            return scanner.next();
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /** The content of the entry that was given last, until the next one is asked for. */
    public InputStream content(TarEntry entry) {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = (int) Math.min(length, entry.size() - position);
                if (count == 0) {
                    return length == 0 ? 0 : -1;
                }
                try {
                    int read = tar.readAt(entry.dataOffset() + position, ByteBuffer.wrap(target, offset, count));
                    if (read < count) {
                        throw new ContentException(
                                Kind.FAILED_PRECONDITION,
                                location + " is cut short: entry " + entry.path() + " has " + entry.size()
                                        + " bytes, but the layer ends at " + tar.size());
                    }
                } catch (IOException e) {
                    throw explained(e);
                }
                position += count;
                return count;
            }
        };
    }

    /** Reads what nobody has read, and checks size and digest. */
    public void finish() throws IOException {
        try {
            while (scanner.next().isPresent()) {
                // Headers that nobody looked at have to be right too.
            }
            tar.endsAt(Long.MAX_VALUE - 1);
        } catch (IOException e) {
            throw explained(e);
        }
        stored.finish();
    }

    /** Stored bytes that are wrong are the cause, and told first. */
    private IOException explained(IOException problem) throws IOException {
        stored.finish();
        return problem instanceof ContentException
                ? problem
                : new ContentException(
                        Kind.FAILED_PRECONDITION,
                        location + " cannot be unpacked: "
                                + (problem.getMessage() == null ? "it ends too early" : problem.getMessage()),
                        problem);
    }

    @Override
    public void close() throws IOException {
        try (blob) {
            tar.close();
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final long limit;
        private final String location;
        private final String words;
        private @Nullable DigestAlgorithm algorithm;
        private @Nullable MessageDigest hash;
        private long count;

        Bounded(InputStream unpacked, long limit, String location, String words) {
            super(unpacked);
            this.limit = limit;
            this.location = location;
            this.words = words;
        }

        void hashBy(DigestAlgorithm by) {
            if (count > 0) {
                throw new IllegalStateException("some of " + location + " was read already");
            }
            algorithm = by;
            hash = by.newMessageDigest();
        }

        Digest digest() {
            if (algorithm == null || hash == null) {
                throw new IllegalStateException(location + " was not to be hashed");
            }
            return Digest.ofHash(algorithm, hash.digest());
        }

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException("read by blocks");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            count += Math.max(0, read);
            if (hash != null && read > 0) {
                hash.update(target, offset, read);
            }
            if (count > limit) {
                throw new ContentException(Kind.FAILED_PRECONDITION, location + " unpacks to more than " + words);
            }
            return read;
        }
    }
}
