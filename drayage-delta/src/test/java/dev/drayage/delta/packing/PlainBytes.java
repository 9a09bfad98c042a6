package dev.drayage.delta.packing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Bytes to be packed: of words that repeat, of runs, of noise; of sizes around where encoders change their mind. */
public final class PlainBytes {
    private static final List<Integer> SIZES = List.of(
            0, 1, 4, 16, 17, 32, 33, 127, 128, 1000, 5000, 32768, 40000, 65274, 65275, 65534, 65535, 65536, 65537,
            98304, 131070, 131072, 200_000, 300_000);

    private PlainBytes() {}

    /** The same for a seed on every machine. */
    public static byte[] of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return of(random, SIZES.get(random.nextInt(SIZES.size())));
    }

    /** Of a size. */
    public static byte[] of(SplittableRandom random, int size) {
        byte[] bytes = new byte[size];
        List<byte[]> words = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] word = new byte[random.nextInt(2, 60)];
            for (int j = 0; j < word.length; j++) {
                word[j] = (byte) random.nextInt(i % 4 == 0 ? 256 : 20);
            }
            words.add(word);
        }
        int at = 0;
        while (at < size) {
            int kind = random.nextInt(20);
            int length = kind == 0 ? random.nextInt(3000) : random.nextInt(40);
            if (kind < 3) {
                for (int end = Math.min(size, at + length); at < end; at++) {
                    bytes[at] = (byte) random.nextInt(256);
                }
            } else if (kind < 5) {
                at += length;
            } else {
                byte[] word = words.get(random.nextInt(1 + random.nextInt(words.size())));
                int taken = Math.min(word.length, size - at);
                System.arraycopy(word, 0, bytes, at, taken);
                at += taken;
            }
        }
        return bytes;
    }
}
