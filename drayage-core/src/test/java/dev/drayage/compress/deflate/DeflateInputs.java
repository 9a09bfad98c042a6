package dev.drayage.compress.deflate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Bytes to deflate, the same for the same seed on every Java. */
final class DeflateInputs {
    private static final int KINDS = 7;

    private DeflateInputs() {}

    /** Up to {@code most} bytes of one kind, or of several behind each other. */
    static byte[] random(long seed, int most) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(1 + random.nextInt(most))];
        boolean mixed = random.nextInt(4) == 0;
        int kind = random.nextInt(KINDS);
        for (int at = 0; at < bytes.length; ) {
            int length = mixed ? Math.min(bytes.length - at, 1 + random.nextInt(3000)) : bytes.length;
            fill(bytes, at, at + length, mixed ? random.nextInt(KINDS) : kind, random);
            at += length;
        }
        return bytes;
    }

    private static void fill(byte[] bytes, int from, int to, int kind, Random random) {
        switch (kind) {
            case 0 -> letters(bytes, from, to, 256, random);
            case 1 -> letters(bytes, from, to, 1 + random.nextInt(20), random);
            case 2 -> Arrays.fill(bytes, from, to, (byte) random.nextInt());
            case 3 -> period(bytes, from, to, 1 + random.nextInt(40_000), random);
            case 4 -> skewed(bytes, from, to, random);
            case 5 -> copies(bytes, from, to, 33_000, random);
            default -> copies(bytes, from, to, 200, random);
        }
    }

    static byte[] noise(int seed, int length) {
        byte[] bytes = new byte[length];
        letters(bytes, 0, length, 256, new Random(seed));
        return bytes;
    }

    /** Each byte one of the first few. */
    static void letters(byte[] bytes, int from, int to, int few, Random random) {
        for (int at = from; at < to; at++) {
            bytes[at] = (byte) random.nextInt(few);
        }
    }

    /** Each byte as the one so far before it, with one in fifty changed. */
    private static void period(byte[] bytes, int from, int to, int period, Random random) {
        for (int at = from; at < to; at++) {
            bytes[at] = at >= period && random.nextInt(50) != 0 ? bytes[at - period] : (byte) random.nextInt();
        }
    }

    /** Some bytes far more frequent than others, so that some codes become too long. */
    static void skewed(byte[] bytes, int from, int to, Random random) {
        int likely = 1 + random.nextInt(9);
        for (int at = from; at < to; at++) {
            int value = 0;
            while (value < 255 && random.nextInt(10) < likely) {
                value++;
            }
            bytes[at] = (byte) value;
        }
    }

    /** Short pieces, three of four from before. */
    private static void copies(byte[] bytes, int from, int to, int far, Random random) {
        for (int at = from; at < to; ) {
            int end = Math.min(to, at + 3 + random.nextInt(20));
            if (at == 0 || random.nextInt(4) == 0) {
                letters(bytes, at, end, 64, random);
                at = end;
            } else {
                int distance = 1 + random.nextInt(Math.min(at, far));
                for (; at < end; at++) {
                    bytes[at] = bytes[at - distance];
                }
            }
        }
    }

    /** Lines as in a listing. */
    static byte[] lines(int count) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < count; line++) {
            text.append("-rw-r--r-- root/root ")
                    .append(random.nextInt(100_000))
                    .append(" usr/share/doc/package-")
                    .append(random.nextInt(300))
                    .append(random.nextBoolean() ? "/copyright\n" : "/changelog.gz\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes below 128 at random, and the same 20 others at two places. */
    static byte[] twice(int first, int second, int length) {
        byte[] bytes = new byte[length];
        letters(bytes, 0, length, 128, new Random(3));
        for (int at = 0; at < 20; at++) {
            bytes[first + at] = (byte) (200 + at);
            bytes[second + at] = (byte) (200 + at);
        }
        return bytes;
    }
}
