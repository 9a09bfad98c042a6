package dev.drayage.containerd;

import dev.drayage.containerd.api.content.ReadContentResponse;
import io.grpc.Status;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Finds the content in a {@link ReadContentResponse} while it comes, so that it can be read straight to where it is
 * wanted. What is generated for the message would hold all of it in memory, and copy it twice.
 */
final class ReadMessage {
    private static final int WIRE_TYPE_BITS = 3;
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED_32 = 5;
    private static final int MAX_VARINT_BITS = 64;

    private ReadMessage() {}

    /** Reads up to where content begins and returns how many bytes of it follow; -1 if the message ends before. */
    static int nextContent(InputStream message) throws IOException {
        try {
            for (int first = message.read(); first >= 0; first = message.read()) {
                long tag = varint(first, message);
                if (tag == (ReadContentResponse.DATA_FIELD_NUMBER << WIRE_TYPE_BITS | DELIMITED)) {
                    int count = Math.toIntExact(varint(message));
                    if (count < 0) {
                        throw malformed("a field of " + count + " bytes");
                    }
                    return count;
                }
                skip((int) tag & 7, message);
            }
            return -1;
        } catch (EOFException | ArithmeticException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static RuntimeException malformed(String what) {
        return Status.INTERNAL
                .withDescription("a response with content is not as it must be: " + what)
                .asRuntimeException();
    }

    private static void skip(int wireType, InputStream message) throws IOException {
        switch (wireType) {
            case VARINT -> varint(message);
            case FIXED_64 -> message.skipNBytes(Long.BYTES);
            case DELIMITED -> message.skipNBytes(varint(message));
            case FIXED_32 -> message.skipNBytes(Integer.BYTES);
            default -> throw malformed("a field of wire type " + wireType);
        }
    }

    private static long varint(InputStream message) throws IOException {
        return varint(message.read(), message);
    }

    private static long varint(int first, InputStream message) throws IOException {
        long value = 0;
        int next = first;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            if (next < 0) {
                throw new EOFException("a number is cut off");
            }
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
            next = message.read();
        }
        throw malformed("a number has too many digits");
    }
}
