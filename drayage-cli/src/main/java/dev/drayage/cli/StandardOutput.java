package dev.drayage.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output below a {@link java.io.PrintStream}, which would go on printing when nobody reads it any more. */
final class StandardOutput extends FilterOutputStream {
    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (ClosedPipeException.isCauseOf(e)) {
                throw new ClosedPipeException(e);
            }
            throw e;
        }
    }
}
