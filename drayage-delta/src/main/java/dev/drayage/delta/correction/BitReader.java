package dev.drayage.delta.correction;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads bits, the lowest of a byte first (RFC 1951, 3.1.1). */
final class BitReader {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Blob blob;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long at;
    private long held;
    private int count;

    BitReader(Blob blob) {
        this.blob = blob;
    }

    /** The next bits, up to 16, which are not taken yet; behind the end there are zeros. */
    int peek(int bits) throws IOException {
        while (count < bits) {
            int read = buffer.hasRemaining() || fill() ? buffer.get() & 0xff : -1;
            if (read < 0) {
                return (int) held & ((1 << bits) - 1);
            }
            held |= (long) read << count;
            count += Byte.SIZE;
        }
        return (int) held & ((1 << bits) - 1);
    }

    /** Takes bits that were looked at. */
    void take(int bits) throws IOException {
        if (count < bits) {
            throw new CorrectionException("is for what is cut");
        }
        held >>>= bits;
        count -= bits;
    }

    int read(int bits) throws IOException {
        int read = peek(bits);
        take(bits);
        return read;
    }

    /** Goes on at the next full byte; whether the bits before are zeros. */
    boolean align() {
        int bits = count % Byte.SIZE;
        boolean areZeros = (held & ((1L << bits) - 1)) == 0;
        held >>>= bits;
        count -= bits;
        return areZeros;
    }

    /** The bytes from here on, when all bits of the one before are taken; it is read together with the bits. */
    InputStream bytes() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return position() < blob.size() ? BitReader.this.read(Byte.SIZE) : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                int read = 0;
                while (read < count && position() < blob.size()) {
                    bytes[offset + read] = (byte) BitReader.this.read(Byte.SIZE);
                    read++;
                }
                return read > 0 || count == 0 ? read : -1;
            }
        };
    }

    /** Where the next byte is, when all bits of the one before are taken. */
    long position() {
        return at - buffer.remaining() - count / Byte.SIZE;
    }

    private boolean fill() throws IOException {
        buffer.clear();
        int read = at < blob.size() ? blob.readAt(at, buffer) : -1;
        buffer.flip();
        at += Math.max(read, 0);
        return read > 0;
    }
}
