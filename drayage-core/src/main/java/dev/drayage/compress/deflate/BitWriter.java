package dev.drayage.compress.deflate;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Packs bits into bytes, the lowest bit of each byte first (RFC 1951, 3.1.1). */
final class BitWriter {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BUFFER_BYTES = 64 << 10;

    private final OutputStream target;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private long held;
    /** Fewer than 32 between calls. */
    private int heldBits;

    BitWriter(OutputStream target) {
        this.target = target;
    }

    /**
     * Writes the lowest bits of {@code bits}; the others must be 0.
     *
     * @param count at most 32
     */
    void write(int bits, int count) throws IOException {
        held |= (bits & 0xffff_ffffL) << heldBits;
        heldBits += count;
        if (heldBits >= Integer.SIZE) {
            if (filled > buffer.length - Integer.BYTES) {
                flush();
            }
            INTS.set(buffer, filled, (int) held);
            filled += Integer.BYTES;
            held >>>= Integer.SIZE;
            heldBits -= Integer.SIZE;
        }
    }

    /** Pads to a whole byte with zeros. */
    void align() throws IOException {
        while (heldBits > 0) {
            if (filled == buffer.length) {
                flush();
            }
            buffer[filled++] = (byte) held;
            held >>>= Byte.SIZE;
            heldBits -= Byte.SIZE;
        }
        heldBits = 0;
    }

    /** Writes bytes, after {@link #align()}. */
    void writeBytes(byte[] bytes, int offset, int length) throws IOException {
        flush();
        target.write(bytes, offset, length);
    }

    /** Hands the target what is buffered in whole words, or after {@link #align()} all of it. */
    void flush() throws IOException {
        int length = filled;
        filled = 0;
        target.write(buffer, 0, length);
    }
}
