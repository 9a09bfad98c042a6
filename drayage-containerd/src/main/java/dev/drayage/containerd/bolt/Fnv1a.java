package dev.drayage.containerd.bolt;

import java.nio.ByteBuffer;

/** The hash of 64 bits by Fowler, Noll and Vo, variant 1a, which bbolt checks meta pages by. */
final class Fnv1a {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fnv1a() {}

    static long hash(ByteBuffer bytes) {
        long hash = OFFSET_BASIS;
        while (bytes.hasRemaining()) {
            hash = (hash ^ Byte.toUnsignedLong(bytes.get())) * PRIME;
        }
        return hash;
    }
}
