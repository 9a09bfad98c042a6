package dev.drayage.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A bar that is drawn over and over on one line of a terminal, and leaves the line empty when it is closed. */
final class ProgressBar implements Progress {
    /** What is done sooner needs no bar. */
    private static final long FIRST_MILLIS = 200;

    private static final long EVERY_MILLIS = 100;
    private static final String TO_START_OF_LINE = "\r";
    private static final String ERASE_LINE = "\r\033[K";

    private final PrintStream target;
    private final ProgressLine line;
    private final LongAdder written = new LongAdder();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread painter = new Thread(this::paint, "dray-progress");
    private final Thread eraser = new Thread(this::erase, "dray-progress-erase");
    private boolean painted;
    private boolean erased;

    private ProgressBar(PrintStream target, ProgressLine line) {
        this.target = target;
        this.line = line;
    }

    static ProgressBar on(Terminal terminal, String task, long total) {
        ProgressLine line = new ProgressLine(task, total, terminal.columns(), System.nanoTime());
        ProgressBar bar = new ProgressBar(terminal.err(), line);
        // Of a command that is interrupted nothing may be left on the line of the next prompt.
        Runtime.getRuntime().addShutdownHook(bar.eraser);
        bar.painter.setDaemon(true);
        bar.painter.start();
        return bar;
    }

    @Override
    public void accept(long bytes) {
        written.add(bytes);
    }

    private void paint() {
        try {
            long wait = FIRST_MILLIS;
            while (!closed.await(wait, TimeUnit.MILLISECONDS)) {
                draw();
                wait = EVERY_MILLIS;
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it; without it the bar stands still, and no more.
        }
    }

    private synchronized void draw() {
        if (!erased) {
            target.print(TO_START_OF_LINE + line.at(System.nanoTime(), written.sum()));
            target.flush();
            painted = true;
        }
    }

    private synchronized void erase() {
        if (painted && !erased) {
            target.print(ERASE_LINE);
            target.flush();
        }
        erased = true;
    }

    @Override
    public void close() {
        closed.countDown();
        erase();
        try {
            Runtime.getRuntime().removeShutdownHook(eraser);
        } catch (IllegalStateException e) {
            // The JVM is going down and runs the hook now.
        }
    }
}
