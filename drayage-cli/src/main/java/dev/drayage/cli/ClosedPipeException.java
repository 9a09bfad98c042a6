package dev.drayage.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/** Nobody reads standard output any more, as when {@code head} has seen enough: the command ends without a word. */
final class ClosedPipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedPipeException(IOException cause) {
        super(cause);
    }

    /** The failure to write to standard output; thrown as this where its reader is gone. */
    static IOException insteadOf(IOException failure) {
        if (isCauseOf(failure)) {
            throw new ClosedPipeException(failure);
        }
        return failure;
    }

    /** Whether writing failed, in the end, because the reader of a pipe is gone. */
    static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedPipeException
                    || (cause instanceof IOException && Wording.EPIPE.equals(cause.getMessage()))) {
                return true;
            }
        }
        return false;
    }

    /** All that a JDK keeps of EPIPE is its text, in the language of the system: that of a pipe that is closed here. */
    private static final class Wording {
        private static final String EPIPE = ofClosedPipe();

        private static String ofClosedPipe() {
            try {
                Pipe pipe = Pipe.open();
                try (Pipe.SinkChannel sink = pipe.sink()) {
                    pipe.source().close();
                    sink.write(ByteBuffer.allocate(1));
                }
            } catch (IOException e) {
                return String.valueOf(e.getMessage());
            }
            return "Broken pipe";
        }
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
