package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of a document exactly as they were read. Immutable; equal to another with the same bytes. */
public final class RawDocument {
    private final byte[] bytes;

    private RawDocument(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of the given bytes. */
    public static RawDocument of(byte[] bytes) {
        return new RawDocument(bytes.clone());
    }

    /** The number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** A new read-only view of all bytes. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** A copy of all bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** The digest of the bytes; computed anew each time. */
    public Digest digest(DigestAlgorithm algorithm) {
        return Digest.compute(algorithm, bytes);
    }

    /** The bytes themselves, for readers in this package only. */
    byte[] array() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawDocument that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The size only, so that documents never flood a log. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }

    /**
     * The media type that it names as a manifest or index, or else the one that it has the shape of; of OCI's and Docker's
     * name for that shape the one that was told, OCI's without one.
     *
     * @param told what a server said of it, in any case; empty for nothing
     * @throws InvalidDocumentException if it is not JSON, of a type that is not supported, neither manifest nor index, or
     *     could be read as both
     */
    public String mediaType(String told, Limits limits) throws InvalidDocumentException {
        return DocumentType.of(this, told, limits);
    }
}
