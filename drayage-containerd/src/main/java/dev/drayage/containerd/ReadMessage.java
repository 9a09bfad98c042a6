package dev.drayage.containerd;

import dev.drayage.containerd.api.content.ReadContentResponse;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Takes the bytes of a {@link ReadContentResponse} straight to where they are wanted. What is generated for the message
 * would copy them twice on the way, and there is nothing in it that is needed besides.
 */
final class ReadMessage implements Marshaller<Integer> {
    private static final int WIRE_TYPE_BITS = 3;
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED_32 = 5;
    private static final int MAX_VARINT_BITS = 64;

    /** Where bytes go. */
    @FunctionalInterface
    interface Sink {
        /** Takes exactly {@code count} bytes of the stream. */
        void take(InputStream bytes, int count) throws IOException;
    }

    private final Sink sink;

    ReadMessage(Sink sink) {
        this.sink = sink;
    }

    /** Returns how many bytes there were. */
    @Override
    public Integer parse(InputStream message) {
        try {
            int taken = 0;
            for (int first = message.read(); first >= 0; first = message.read()) {
                long tag = varint(first, message);
                if (tag == (ReadContentResponse.DATA_FIELD_NUMBER << WIRE_TYPE_BITS | DELIMITED)) {
                    int count = Math.toIntExact(varint(message));
                    if (count < 0) {
                        throw new IOException("a field of " + count + " bytes");
                    }
                    sink.take(message, count);
                    taken += count;
                } else {
                    skip((int) tag & 7, message);
                }
            }
            return taken;
        } catch (IOException | ArithmeticException e) {
            throw Status.INTERNAL
                    .withDescription("an answer with content is not as it must be")
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    private static void skip(int wireType, InputStream message) throws IOException {
        switch (wireType) {
            case VARINT -> varint(message);
            case FIXED_64 -> message.skipNBytes(Long.BYTES);
            case DELIMITED -> message.skipNBytes(varint(message));
            case FIXED_32 -> message.skipNBytes(Integer.BYTES);
            default -> throw new IOException("a field of wire type " + wireType);
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
        throw new IOException("a number has too many digits");
    }

    /** Nothing of the kind is ever sent. */
    @Override
    public InputStream stream(Integer value) {
        return new ByteArrayInputStream(new byte[0]);
    }
}
