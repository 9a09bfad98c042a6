package dev.drayage.task;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;

/** Ends what was opened together. */
public final class Closing {
    private Closing() {}

    /**
     * Closes all, in order: one that fails keeps none of the others open.
     *
     * @throws IOException of several the first, with the others suppressed
     */
    public static void all(Collection<? extends Closeable> opened) throws IOException {
        IOException failure = null;
        for (Closeable each : opened) {
            try {
                each.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
