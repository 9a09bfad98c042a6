package dev.drayage.volume;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an archive is cut. The index follows the archive in the last volume, which may hold nothing else if there was no
 * room for it.
 */
public final class VolumeSplit {
    /** As many as three digits number. */
    public static final int MOST_VOLUMES = 999;

    /** The smallest volume: the index of the most volumes fits. */
    public static final long SMALLEST_BYTES = 200_000;

    private VolumeSplit() {}

    /**
     * How many bytes of an archive go into each volume.
     *
     * @param archiveBytes its size, 1 or more
     * @param volumeBytes the most bytes of a volume
     * @throws IllegalArgumentException if that is too few; the message is a sentence for whoever chose it
     */
    public static List<Long> sizes(long archiveBytes, long volumeBytes) {
        if (volumeBytes < SMALLEST_BYTES) {
            throw new IllegalArgumentException(
                    "a volume has " + SMALLEST_BYTES + " bytes or more, and not " + volumeBytes);
        }
        long full = archiveBytes / volumeBytes;
        long rest = archiveBytes % volumeBytes;
        if (full >= MOST_VOLUMES) {
            throw tooMany(archiveBytes, volumeBytes);
        }
        List<Long> sizes = new ArrayList<>();
        for (long i = 0; i < full; i++) {
            sizes.add(volumeBytes);
        }
        sizes.add(rest);
        if (rest + VolumeIndex.encodedLength(archiveBytes, sizes) > volumeBytes) {
            sizes.add(0L);
        }
        if (sizes.size() > MOST_VOLUMES) {
            throw tooMany(archiveBytes, volumeBytes);
        }
        return List.copyOf(sizes);
    }

    private static IllegalArgumentException tooMany(long archiveBytes, long volumeBytes) {
        return new IllegalArgumentException("volumes of " + volumeBytes + " bytes would be more than the "
                + MOST_VOLUMES + " that can be numbered; an archive of " + archiveBytes + " bytes needs larger ones");
    }
}
