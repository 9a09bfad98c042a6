package dev.drayage.cli;

import java.io.IOException;
import java.util.Locale;

/** Nobody reads standard output any more, as when {@code head} has seen enough: the command ends without a word. */
final class ClosedPipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedPipeException(IOException cause) {
        super(cause);
    }

    /** Whether writing failed, in the end, because the reader of a pipe is gone. */
    static boolean isCauseOf(Throwable failure) {
        // All that a JDK keeps of EPIPE is its text.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedPipeException
                    || (cause instanceof IOException
                            && String.valueOf(cause.getMessage())
                                    .toLowerCase(Locale.ROOT)
                                    .contains("broken pipe"))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it was standard output. */
    static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedPipeException) {
                return true;
            }
        }
        return false;
    }
}
