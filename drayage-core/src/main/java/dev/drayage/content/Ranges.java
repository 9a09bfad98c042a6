package dev.drayage.content;

/** The one wording of argument checks on offsets and counts. */
final class Ranges {
    private Ranges() {}

    static void requirePosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative: " + position);
        }
    }

    static void requireCount(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative: " + count);
        }
    }
}
