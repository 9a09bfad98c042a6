package dev.drayage.copy;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of one blob go. Offsets are in the blob. {@link #write} and {@link #read} are called by several threads
 * at once, {@link #inOrder} by one at a time, whichever that is.
 */
public interface CopyTarget {

    /** Writes all that remains in {@code bytes}; each byte is written once, in no order. */
    void write(ByteBuffer bytes, long offset) throws IOException;

    /**
     * Reads what was written before.
     *
     * @return how many bytes, at least one; -1 if there are none at this offset
     */
    int read(ByteBuffer bytes, long offset) throws IOException;

    /** Takes every byte of the blob in order, after it has been written: to be hashed. */
    void inOrder(ByteBuffer bytes) throws IOException;

    /** Whether an earlier run has left this piece here: then it is not read from the blob, only passed in order. */
    default boolean has(long offset, long length) throws IOException {
        return false;
    }

    /** Says that a piece is written, all of it. */
    default void wrote(long offset, long length) throws IOException {
        // A target that restarts each time has no use for it.
    }
}
