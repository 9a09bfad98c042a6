package dev.drayage.compress;

import dev.drayage.compress.codec.GzipMembers;
import dev.drayage.compress.codec.TrailingBytesException;
import dev.drayage.compress.codec.ZstdWindow;
import dev.drayage.compress.codec.ZstdWindowException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** How some bytes are packed, told from the first of them: names and media types are often wrong about it. */
public enum Compression {
    /** Not packed, or not in a way known here. */
    NONE("a plain tar"),
    /** RFC 1952. */
    GZIP("gzip"),
    /** RFC 8878; also frames to be skipped, with which zstd:chunked and pzstd begin. */
    ZSTD("zstd"),
    /** Known, so that it can be refused by its name. */
    XZ("xz"),
    /** Known, so that it can be refused by its name. */
    BZIP2("bzip2");

    /** How many bytes {@link #of(ByteBuffer)} wants to see. */
    public static final int MAGIC_BYTES = 6;

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int ZSTD_MAGIC = 0x28b52ffd;
    /** The first of sixteen magics. */
    private static final int ZSTD_SKIPPABLE_MAGIC = 0x184d2a50;

    private static final int XZ_MAGIC = 0xfd377a58;
    private static final int XZ_MAGIC_END = 0x5a00;
    private static final int BZIP2_MAGIC = 0x425a68;

    private final String words;

    Compression(String words) {
        this.words = words;
    }

    /** What messages call it. */
    public String words() {
        return words;
    }

    /** Whether {@link #unpack} can read it; what cannot be read can be refused by its name. */
    public boolean isReadable() {
        return this != XZ && this != BZIP2;
    }

    /** Looks at the first bytes of a blob. */
    public static Compression of(Blob blob) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(MAGIC_BYTES);
        blob.readAt(0, start);
        return of(start.flip());
    }

    /** Looks at the first bytes of something, {@link #MAGIC_BYTES} of them unless it is shorter. */
    public static Compression of(ByteBuffer start) {
        byte[] bytes = new byte[MAGIC_BYTES];
        start.duplicate().get(bytes, 0, Math.min(bytes.length, start.remaining()));
        ByteBuffer magic = ByteBuffer.wrap(bytes);
        int first = magic.getInt(0);
        if (first >>> 16 == GZIP_MAGIC) {
            return GZIP;
        }
        if (first == ZSTD_MAGIC || (Integer.reverseBytes(first) & ~0xf) == ZSTD_SKIPPABLE_MAGIC) {
            return ZSTD;
        }
        if (first >>> 8 == BZIP2_MAGIC) {
            return BZIP2;
        }
        return first == XZ_MAGIC && magic.getShort(4) == XZ_MAGIC_END ? XZ : NONE;
    }

    /**
     * Unpacks. Of several gzip members or zstd frames all are read, if {@code packed} tells by
     * {@link InputStream#available()} that more follows. Where something else follows, reading ends in an exception, for
     * gzip in a {@link TrailingBytesException}, as it does in the readers that runtimes unpack layers with.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if it is packed in a way that can only be named
     */
    public InputStream unpack(InputStream packed) throws IOException {
        return unpack(packed, ZstdWindow.DEFAULT_BYTES);
    }

    /**
     * The same with another limit for the window of zstd data.
     *
     * @param maxZstdWindow in bytes, 1 KiB to 2 GiB; reading what needs more ends in a {@link ZstdWindowException}
     */
    public InputStream unpack(InputStream packed, long maxZstdWindow) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> GzipMembers.of(packed);
            case ZSTD -> ZstdWindow.unpack(packed, maxZstdWindow);
            case XZ, BZIP2 ->
                throw new ContentException(
                        Kind.INVALID_ARGUMENT, "it is compressed with " + words + ", which is not read here");
        };
    }

    /**
     * A stream that packs what is written to it, the same bytes always in the same way; closing it writes the end, and
     * leaves {@code target} open.
     *
     * @throws IllegalArgumentException if it is not none, gzip or zstd
     */
    public OutputStream pack(OutputStream target) throws IOException {
        return Compressor.pack(this, target);
    }
}
