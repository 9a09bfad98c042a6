package dev.drayage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * The file that an archive is written to: takes bytes for any place of it, from several threads at once, and tells how
 * far it is.
 */
final class PositionalOutput {
    private final OutputFiles files;
    private final String problem;
    private final String consequence;
    private final WriteOptions options;

    /**
     * Files that are open for reading and writing, and are closed by whoever opened them.
     *
     * @param problem begins the message of a write that fails, and {@code consequence} ends it
     */
    PositionalOutput(OutputFiles files, String problem, String consequence, WriteOptions options) {
        this.files = files;
        this.problem = problem;
        this.consequence = consequence;
        this.options = options;
    }

    /** Writes all that remains in {@code bytes}. */
    void write(ByteBuffer bytes, long offset) throws IOException {
        int count = bytes.remaining();
        long at = offset;
        try {
            while (bytes.hasRemaining()) {
                at += files.write(bytes, at);
            }
        } catch (ClosedChannelException e) {
            throw e; // by the cancellation of this thread
        } catch (IOException e) {
            throw new IOException(problem + " at offset " + at + ": " + e.getMessage() + "; " + consequence, e);
        }
        if (options.synced()) {
            files.written(count);
        }
        options.progress().accept(count);
    }

    /** Says that these bytes lie in the file already. */
    void kept(long count) {
        options.progress().accept(count);
    }

    /** Whether there are this many bytes at this place. */
    boolean reaches(long offset, long length) throws IOException {
        return files.reaches(offset, length);
    }

    /** Reads what was written before. */
    int read(ByteBuffer target, long offset) throws IOException {
        return files.read(target, offset);
    }

    /** Ends the file here, whatever an earlier run left behind, and waits for the disk to take what it has begun. */
    void finish(long size) throws IOException {
        files.finish(size);
    }
}
