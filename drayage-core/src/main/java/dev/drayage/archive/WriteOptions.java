package dev.drayage.archive;

import java.util.function.LongConsumer;

/**
 * How an archive is written. Immutable. None of this changes a byte of it.
 *
 * @param parallelism blobs read, verified and written at once, 1 or more
 * @param progress told of every stretch of bytes written, {@link ImageArchive#size()} in all; called from several
 *     threads at once, often, so it must be quick
 * @param unfinished what becomes of a file when writing it fails or is interrupted
 * @param synced whether a file is on the disk when it gets its name; else a power cut soon after may leave it cut short
 */
public record WriteOptions(int parallelism, LongConsumer progress, Unfinished unfinished, boolean synced) {

    /** What becomes of a file that is not finished. */
    public enum Unfinished {
        /** Nothing is left of it. */
        DISCARD,
        /**
         * It stays beside the file to be, as {@code NAME.partial}, with a journal of what it holds. Writing the same
         * archive to the same file goes on from there; what is there already is verified again before it counts.
         */
        KEEP
    }

    /** Checks the range. */
    public WriteOptions {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be 1 or more: " + parallelism);
        }
    }

    /** As many threads as there are processors, two at least; synced, and nobody is told of progress. */
    public static WriteOptions defaults() {
        return new WriteOptions(
                Math.max(2, Runtime.getRuntime().availableProcessors()), bytes -> {}, Unfinished.DISCARD, true);
    }

    /** These options with another number of threads. */
    public WriteOptions withParallelism(int other) {
        return new WriteOptions(other, progress, unfinished, synced);
    }

    /** These options with somebody to tell of progress. */
    public WriteOptions withProgress(LongConsumer other) {
        return new WriteOptions(parallelism, other, unfinished, synced);
    }

    /** These options with another end for what is not finished. */
    public WriteOptions withUnfinished(Unfinished other) {
        return new WriteOptions(parallelism, progress, other, synced);
    }

    /** These options with files synced, or left to the system to write when it likes. */
    public WriteOptions withSynced(boolean other) {
        return new WriteOptions(parallelism, progress, unfinished, other);
    }
}
