package dev.drayage.cli;

import dev.drayage.archive.WriteProgress;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress of an export, until it is closed. */
interface ExportProgress extends WriteProgress, AutoCloseable {

    @Override
    void close();

    /** Nobody watches. */
    static ExportProgress none() {
        return new ExportProgress() {
            @Override
            public void written(long bytes) {
                // Nobody watches.
            }

            @Override
            public void close() {
                // Nothing was begun.
            }
        };
    }

    /** A bar with total, rate and time left, on standard error. */
    static ExportProgress bar(String task, long total) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(" MiB", 1 << 20)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .continuousUpdate()
                .setUpdateIntervalMillis(100)
                .clearDisplayOnFinish()
                .build();
        return new ExportProgress() {
            @Override
            public void written(long bytes) {
                bar.stepBy(bytes);
            }

            @Override
            public void close() {
                bar.close();
            }
        };
    }

    /** Takes how much has been written of how much. */
    @FunctionalInterface
    interface Listener {
        void progress(long written, long total);
    }

    /** Tells a listener about every hundredth part of the way. */
    static ExportProgress events(long total, Listener listener) {
        AtomicLong written = new AtomicLong();
        long step = Math.max(1, total / 100);
        return new ExportProgress() {
            @Override
            public void written(long bytes) {
                long now = written.addAndGet(bytes);
                if (now / step != (now - bytes) / step) {
                    listener.progress(now, total);
                }
            }

            @Override
            public void close() {
                // Every event was complete in itself.
            }
        };
    }
}
