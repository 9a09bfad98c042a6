package dev.drayage.transfer;

import dev.drayage.compress.codec.ZstdWindow;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.task.Sleeper;
import java.time.Duration;

/**
 * How images are moved. Immutable; start from {@link #defaults()} and change what you need.
 *
 * @param selection what of the images is taken
 * @param parallelism blobs moved at once, 1 or more
 * @param sleeper the clock by which others are waited for who write the same blob
 * @param writerTimeout how long to wait for them
 * @param progress told of what is moved
 * @param diffIds whether layers are unpacked to see that they are what configs say
 * @param maxZstdWindow the largest window of zstd layers that are unpacked for that, in bytes, 1 KiB to 2 GiB
 */
@SuppressWarnings("exports") // the clock is for tests of ours: nobody else has to name it
public record TransferOptions(
        SelectionOptions selection,
        int parallelism,
        Sleeper sleeper,
        Duration writerTimeout,
        Progress progress,
        DiffIds diffIds,
        long maxZstdWindow) {
    /** Hears how far a transfer has come. Called from several threads at once, often; it must be quick. */
    public interface Progress {
        /** Nobody listens. */
        Progress NONE = new Progress() {
            @Override
            public void planned(long bytes) {
                // Nobody listens.
            }

            @Override
            public void moved(long bytes) {
                // Nobody listens.
            }
        };

        /** So many bytes there are to be moved or found present, once at the beginning. */
        void planned(long bytes);

        /** That many more bytes are at the destination. */
        void moved(long bytes);
    }

    /** Whether the diffIDs of configs are compared with the layers. */
    public enum DiffIds {
        /** Taken as they are: digests are verified all the same. */
        TRUSTED,
        /** Counted: a config that has more or fewer of them than there are layers is refused. */
        COUNTED,
        /** Compared: each packed layer, whether it is there already or not, is read once more and unpacked. */
        COMPARED
    }

    /** Checks the range. */
    public TransferOptions {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be 1 or more: " + parallelism);
        }
        ZstdWindow.requireLimit(maxZstdWindow);
    }

    /** The usual selection, as many threads as there are processors, two at least, and ten minutes for others. */
    public static TransferOptions defaults() {
        return new TransferOptions(
                SelectionOptions.defaults(),
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                Sleeper.ofSystem(),
                Duration.ofMinutes(10),
                Progress.NONE,
                DiffIds.TRUSTED,
                ZstdWindow.DEFAULT_BYTES);
    }

    /** These options with another selection. */
    public TransferOptions withSelection(SelectionOptions other) {
        return new TransferOptions(other, parallelism, sleeper, writerTimeout, progress, diffIds, maxZstdWindow);
    }

    /** These options with another number of threads. */
    public TransferOptions withParallelism(int other) {
        return new TransferOptions(selection, other, sleeper, writerTimeout, progress, diffIds, maxZstdWindow);
    }

    /** These options with another time to wait for others, by this clock. */
    public TransferOptions withWriterTimeout(Duration other, Sleeper clock) {
        return new TransferOptions(selection, parallelism, clock, other, progress, diffIds, maxZstdWindow);
    }

    /** These options with somebody to tell of progress. */
    public TransferOptions withProgress(Progress other) {
        return new TransferOptions(selection, parallelism, sleeper, writerTimeout, other, diffIds, maxZstdWindow);
    }

    /** These options with diffIDs compared, or not. */
    public TransferOptions withDiffIds(DiffIds other) {
        return new TransferOptions(selection, parallelism, sleeper, writerTimeout, progress, other, maxZstdWindow);
    }

    /** These options with another limit for the windows of zstd layers. */
    public TransferOptions withMaxZstdWindow(long other) {
        return new TransferOptions(selection, parallelism, sleeper, writerTimeout, progress, diffIds, other);
    }
}
