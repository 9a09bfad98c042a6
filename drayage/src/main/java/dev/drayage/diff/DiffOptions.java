package dev.drayage.diff;

import dev.drayage.compress.codec.ZstdWindow;
import java.util.Set;

/**
 * How images are compared.
 *
 * @param ignored what may differ without being a difference
 * @param view how files are compared
 * @param maxMemory about how many bytes the names and attributes of files may take in memory, 1 or more
 * @param maxZstdWindow the largest window of layers in zstd, in bytes, 1 KiB to 2 GiB
 */
public record DiffOptions(Set<Ignored> ignored, View view, long maxMemory, long maxZstdWindow) {
    private static final int SHARE_OF_HEAP = 2;

    /** What may differ. */
    public enum Ignored {
        /** When files were modified, and when images and the steps of their history were made. */
        TIMES,
        /** The numbers of owners and groups. */
        OWNERS,
        /** Permissions. */
        MODES,
        /** Extended attributes. */
        XATTRS,
        /** How the same files and settings are packed: compression, media types, order. */
        PACKING
    }

    /** What files are compared. */
    public enum View {
        /** Those that are there when all layers are applied. */
        MERGED,
        /** Those of each layer. */
        LAYERS,
        /** None: layers that differ are not read. */
        NONE
    }

    /** Copies the set. */
    public DiffOptions {
        ignored = Set.copyOf(ignored);
    }

    /** Nothing ignored, layers merged, half of the memory that the runtime may take. */
    public static DiffOptions defaults() {
        return new DiffOptions(
                Set.of(), View.MERGED, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, ZstdWindow.DEFAULT_BYTES);
    }

    /** The same with other things ignored. */
    public DiffOptions withIgnored(Set<Ignored> other) {
        return new DiffOptions(other, view, maxMemory, maxZstdWindow);
    }

    /** The same with files compared in another way. */
    public DiffOptions withView(View other) {
        return new DiffOptions(ignored, other, maxMemory, maxZstdWindow);
    }

    /** The same with another limit of memory. */
    public DiffOptions withMaxMemory(long other) {
        return new DiffOptions(ignored, view, other, maxZstdWindow);
    }

    /** The same with another limit for the window of zstd. */
    public DiffOptions withMaxZstdWindow(long other) {
        return new DiffOptions(ignored, view, maxMemory, other);
    }
}
