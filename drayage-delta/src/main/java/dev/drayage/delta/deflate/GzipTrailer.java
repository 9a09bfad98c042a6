package dev.drayage.delta.deflate;

/** What ends a member of gzip: its checksum and size (RFC 1952, 2.3.1). */
public final class GzipTrailer {
    /** How many bytes it has. */
    public static final int BYTES = 8;

    private GzipTrailer() {}

    /** The trailer of what has this CRC-32 and so many bytes, of which it has the lowest 32 bits. */
    public static byte[] of(long checksum, long size) {
        byte[] trailer = new byte[BYTES];
        for (int i = 0; i < 4; i++) {
            trailer[i] = (byte) (checksum >>> (8 * i));
            trailer[4 + i] = (byte) (size >>> (8 * i));
        }
        return trailer;
    }
}
