package dev.drayage.registry.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged while something runs. */
final class CapturedLog extends Handler {
    /** Something that logs. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private CapturedLog() {}

    /** The messages of a logger, finest ones included. */
    static List<String> of(String name, Work work) {
        CapturedLog captured = new CapturedLog();
        Logger logger = Logger.getLogger(name);
        logger.addHandler(captured);
        logger.setLevel(Level.FINE);
        try {
            work.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            logger.setLevel(null);
            logger.removeHandler(captured);
        }
        return List.copyOf(captured.lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getMessage());
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
