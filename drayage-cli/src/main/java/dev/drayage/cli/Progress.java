package dev.drayage.cli;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Tells somebody how far something has come, until it is closed. Safe for use by many threads. */
interface Progress extends LongConsumer, AutoCloseable {

    @Override
    void close();

    /** Nobody watches. */
    static Progress none() {
        return new Progress() {
            @Override
            public void accept(long bytes) {
                // Nobody watches.
            }

            @Override
            public void close() {
                // Nothing was begun.
            }
        };
    }

    /** As events where output is JSON, as a bar where somebody watches, else none. */
    static Progress of(long total, String task, OutputOptions output) {
        if (output.json()) {
            return events(
                    total,
                    (moved, all) -> output.document(event -> event.name("event")
                            .value("progress")
                            .name("moved")
                            .value(moved)
                            .name("total")
                            .value(all)));
        }
        boolean isWatched = output.terminal().errIsTerminal() && !output.quiet();
        return isWatched ? bar(output.terminal(), task, total) : none();
    }

    /** A bar on standard error, with total, rate and time left. */
    static Progress bar(Terminal terminal, String task, long total) {
        return ProgressBar.on(terminal, task, total);
    }

    /** Takes how much has been written of how much. */
    @FunctionalInterface
    interface Listener {
        void progress(long written, long total);
    }

    /** Tells a listener about every hundredth part of the way. */
    static Progress events(long total, Listener listener) {
        AtomicLong written = new AtomicLong();
        long step = Math.max(1, total / 100);
        return new Progress() {
            @Override
            public void accept(long bytes) {
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
