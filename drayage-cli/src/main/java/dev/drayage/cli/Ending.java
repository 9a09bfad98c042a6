package dev.drayage.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has something closed when the program is told to end, and lets the program end when all has been put away. */
final class Ending {
    private static final int TIMEOUT_SECONDS = 20;

    private final CountDownLatch putAway = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;

    private Ending(Closeable running) {
        hook = new Thread(() -> end(running), "end");
    }

    /** Closes this on SIGTERM or SIGINT. */
    static Ending bySignal(Closeable running) {
        Ending ending = new Ending(running);
        Runtime.getRuntime().addShutdownHook(ending.hook);
        return ending;
    }

    private void end(Closeable running) {
        asked = true;
        try {
            running.close();
            putAway.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // What did not end is ended now, as by a crash, which everything is made to stand.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the program was told to end. */
    boolean isAsked() {
        return asked;
    }

    /** Says that all has been put away. */
    void complete() {
        putAway.countDown();
        if (!asked) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
