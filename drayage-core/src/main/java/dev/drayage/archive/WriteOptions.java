package dev.drayage.archive;

/**
 * How an archive is written. Immutable. None of this changes a byte of it.
 *
 * @param parallelism blobs read, verified and written at once, 1 or more
 * @param progress told of every stretch of bytes written
 */
public record WriteOptions(int parallelism, WriteProgress progress) {

    /** Checks the range. */
    public WriteOptions {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be 1 or more: " + parallelism);
        }
    }

    /** As many threads as there are processors, two at least; nobody is told of progress. */
    public static WriteOptions defaults() {
        return new WriteOptions(Math.max(2, Runtime.getRuntime().availableProcessors()), bytes -> {});
    }

    /** These options with another number of threads. */
    public WriteOptions withParallelism(int other) {
        return new WriteOptions(other, progress);
    }

    /** These options with somebody to tell of progress. */
    public WriteOptions withProgress(WriteProgress other) {
        return new WriteOptions(parallelism, other);
    }
}
