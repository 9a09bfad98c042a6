package dev.drayage.cli;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Puts a moment of something that takes time in one line, for example {@code image.tar 43% [====>     ] 331.2 of 763.0
 * MiB, 412 MiB/s, 0:02 left}. Every line of one task has the same length, as wide as the terminal at most.
 */
final class ProgressLine {
    /** The rate is that of the last seconds: it follows changes, but does not jump. */
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int NARROWEST_BAR = 10;
    private static final int WIDEST_BAR = 40;

    private record Sample(long nanos, long done) {}

    private final String task;
    private final long total;
    private final int columns;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    /**
     * @param task what is being done
     * @param total the bytes to come
     * @param columns the width of the terminal
     * @param startNanos the time at which nothing was done yet
     */
    ProgressLine(String task, long total, int columns, long startNanos) {
        this.task = task;
        this.total = total;
        this.columns = columns;
        samples.add(new Sample(startNanos, 0));
    }

    /** The line at a later time, with so many bytes done. */
    String at(long nanos, long done) {
        samples.add(new Sample(nanos, done));
        while (samples.size() > 2 && nanos - samples.element().nanos() > WINDOW_NANOS) {
            samples.remove();
        }
        double share = total == 0 ? 1 : Math.min(1, (double) done / total);
        String figures = String.format(
                " %s, %10s/s, %7s left",
                ByteCount.part(done, total), ByteCount.rounded(Math.round(rate())), timeLeft(total - done));
        // The last column stays free: writing to it makes some terminals begin a new line.
        int room = columns - 1 - figures.length() - " 100% []".length();
        int bar = Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, room - task.length()));
        if (bar > room) {
            String line = String.format("%3d%%%s", (int) (100 * share), figures);
            return line.substring(0, Math.max(0, Math.min(line.length(), columns - 1)));
        }
        return String.format("%s %3d%% [%s]%s", shortened(room - bar), (int) (100 * share), bar(share, bar), figures);
    }

    /** Bytes a second. */
    private double rate() {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long nanos = last.nanos() - first.nanos();
        return nanos <= 0 ? 0 : (last.done() - first.done()) * 1e9 / nanos;
    }

    private String timeLeft(long bytes) {
        double rate = rate();
        if (rate <= 0) {
            return "-:--";
        }
        long seconds = (long) Math.ceil(Math.max(0, bytes) / rate);
        return seconds < 3600
                ? String.format("%d:%02d", seconds / 60, seconds % 60)
                : String.format("%dh %02dm", Math.min(seconds / 3600, 99), seconds / 60 % 60);
    }

    private static String bar(double share, int width) {
        int filled = (int) (share * width);
        return filled == width ? "=".repeat(width) : "=".repeat(filled) + ">" + " ".repeat(width - filled - 1);
    }

    /** The end of a name says more than its beginning. */
    private String shortened(int width) {
        if (task.length() <= width) {
            return task;
        }
        return width < 4 ? "" : "..." + task.substring(task.length() - width + 3);
    }
}
