package dev.drayage.delta.correction;

import java.util.Arrays;

/**
 * What a stream unpacks to, around the position that a guess is made for: all that a match can refer to, and so much of what
 * comes that the guess does not depend on how it was cut into pieces.
 */
final class PlainWindow {
    /** The farthest that a match refers to. */
    static final int BEHIND = 1 << 15;
    /** What has to be there, unless the end is. */
    static final int AHEAD = 1 << 17;

    private static final int CAPACITY = 1 << 19;

    private final byte[] bytes = new byte[CAPACITY];
    /** Of the first byte; positions begin anew after 2^32. */
    private int origin;

    private int at;
    private int end;

    /** Takes as much as there is room for. */
    int append(byte[] from, int offset, int count) {
        if (count > CAPACITY - end && at > BEHIND) {
            int moved = at - BEHIND;
            System.arraycopy(bytes, moved, bytes, 0, end - moved);
            origin += moved;
            at -= moved;
            end -= moved;
        }
        int taken = Math.min(count, CAPACITY - end);
        System.arraycopy(from, offset, bytes, end, taken);
        end += taken;
        return taken;
    }

    /** The position that a guess is made for. */
    int position() {
        return origin + at;
    }

    /** How many bytes there are from there on. */
    int ahead() {
        return end - at;
    }

    /** How many bytes there are from a position on. */
    int from(int position) {
        return end - (position - origin);
    }

    void advance(int count) {
        at += count;
    }

    /** The bytes; a position is where {@link #index} says. */
    byte[] bytes() {
        return bytes;
    }

    int index(int position) {
        return position - origin;
    }

    /** How many bytes are equal, from two positions on. */
    int common(int position, int other, int most) {
        int one = position - origin;
        int two = other - origin;
        int mismatch = Arrays.mismatch(bytes, one, one + most, bytes, two, two + most);
        return mismatch < 0 ? most : mismatch;
    }
}
