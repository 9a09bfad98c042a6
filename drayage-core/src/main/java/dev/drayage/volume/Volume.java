package dev.drayage.volume;

import dev.drayage.content.Blob;
import dev.drayage.oci.Digest;
import java.io.IOException;

/**
 * A volume of an archive.
 *
 * @param size how many bytes of the archive are in it, 0 or more; the last volume holds the index behind them
 * @param digest of those bytes
 * @param head the digest of the first {@value #HEAD_BYTES} of them, or of all if there are fewer: so that a volume in the
 *     wrong place is noticed without being read
 */
public record Volume(long size, Digest digest, Digest head) {
    /** How many bytes tell volumes apart. */
    public static final int HEAD_BYTES = 4096;

    /** The volume that a file holds, {@code size} bytes of it. */
    public static Volume of(Blob file, long size) throws IOException {
        return new Volume(size, VolumeCheck.digest(file, size), VolumeCheck.digest(file, Math.min(size, HEAD_BYTES)));
    }
}
