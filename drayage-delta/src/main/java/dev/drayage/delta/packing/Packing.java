package dev.drayage.delta.packing;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.delta.correction.CorrectedStream;
import dev.drayage.delta.correction.Correction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a blob was packed: enough to make it again, byte for byte, of what it holds. Immutable and thread-safe.
 *
 * <p>Known are what is not packed, and single members of gzip (RFC 1952) as Go's {@code compress/gzip}, zlib, GNU gzip,
 * JZlib and {@code pgzip} of the last years write them; for others a {@link Correction} may do.
 */
public final class Packing {
    private final byte[] header;
    private final PackingMethod method;

    Packing(byte[] header, PackingMethod method) {
        this.header = header;
        this.method = method;
    }

    /** Not packed at all. */
    public static Packing none() {
        return new Packing(new byte[0], PackingMethod.NONE);
    }

    /** As a correction says, which goes along. */
    public static Packing corrected() {
        return new Packing(new byte[0], PackingMethod.CORRECTED);
    }

    /** The way of this {@link #id}, after this {@link #header}; empty if there is none of this name. */
    public static Optional<Packing> named(String id, byte[] header) {
        if (id.equals(PackingMethod.NONE.id())) {
            return Optional.of(none());
        }
        if (id.equals(PackingMethod.CORRECTED.id())) {
            return Optional.of(corrected());
        }
        return PackingMethod.ALL.stream()
                .filter(method -> method.id().equals(id))
                .findFirst()
                .map(method -> new Packing(header.clone(), method));
    }

    /**
     * Finds out how a blob was packed, by unpacking it once and packing it again in each way that fits so far.
     *
     * @return empty if it is packed otherwise than as a single member of gzip, is damaged, or is packed in a way that is not
     *     known
     * @throws IOException if the blob cannot be read
     */
    public static Optional<Packing> of(Blob packed) throws IOException {
        if (Compression.of(packed) == Compression.NONE) {
            return Optional.of(none());
        }
        return new PackingSearch(packed).find();
    }

    /** Names the way for good: {@code go-6}, {@code zlib-9}, {@code pgzip-1.15.10}, … */
    public String id() {
        return method.id();
    }

    /** Which programs pack so, in words. */
    public String description() {
        return method.description();
    }

    /** What comes before the deflated bytes: the header of gzip with its name and time. */
    public byte[] header() {
        return header.clone();
    }

    /** Whether a correction is needed to pack so. */
    public boolean isCorrected() {
        return id().equals(PackingMethod.CORRECTED.id());
    }

    /**
     * Packs what is written to the result, as the blob was packed. The end is written when it is closed; what it writes
     * to stays open.
     *
     * @param correction what {@link Correction#write} wrote, read in single bytes; empty unless one is needed
     */
    public OutputStream packer(OutputStream target, InputStream correction) throws IOException {
        if (isCorrected()) {
            return new CorrectedStream(target, correction);
        }
        if (id().equals(PackingMethod.NONE.id())) {
            return method.encoder().on(target);
        }
        target.write(header);
        return new GzipPacker(method.encoder().on(target), target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Packing that && id().equals(that.id()) && Arrays.equals(header, that.header);
    }

    @Override
    public int hashCode() {
        return id().hashCode() * 31 + Arrays.hashCode(header);
    }

    @Override
    public String toString() {
        return description();
    }
}
