package dev.drayage.containerd;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** Values as Go's standard library writes them in binary. */
final class GoBinary {
    /** From the beginning of the year 1, which Go counts from, to that of 1970. */
    private static final long SECONDS_BEFORE_1970 = 62_135_596_800L;

    private static final int TIME_BYTES = 15;
    private static final int MAX_NANOS = 999_999_999;
    private static final int BITS_OF_A_LONG = 64;

    private GoBinary() {}

    /**
     * A {@code time.Time} of {@code MarshalBinary}: its version (1, or 2 with seconds in the zone), seconds and
     * nanoseconds, big-endian. The zone that follows does not change the instant.
     *
     * @return empty if it is none
     */
    static Optional<Instant> time(byte[] bytes) {
        if (bytes.length < TIME_BYTES || bytes[0] < 1 || bytes[0] > 2) {
            return Optional.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long seconds = fields.getLong() - SECONDS_BEFORE_1970;
        int nanos = fields.getInt();
        if (nanos < 0
                || nanos > MAX_NANOS
                || seconds < Instant.MIN.getEpochSecond()
                || seconds > Instant.MAX.getEpochSecond()) {
            return Optional.empty();
        }
        return Optional.of(Instant.ofEpochSecond(seconds, nanos));
    }

    /**
     * A number of {@code binary.PutVarint}: seven bits a byte, the lowest first, the sign in the lowest bit of all.
     *
     * @return empty if it is none
     */
    static Optional<Long> varint(byte[] bytes) {
        long value = 0;
        for (int i = 0, shift = 0; i < bytes.length && shift < BITS_OF_A_LONG; i++, shift += 7) {
            value |= (bytes[i] & 0x7fL) << shift;
            if (bytes[i] >= 0) {
                return Optional.of((value >>> 1) ^ -(value & 1));
            }
        }
        return Optional.empty();
    }
}
