package dev.drayage.archive;

import java.nio.charset.StandardCharsets;

/** The fields of one tar header block, as POSIX, GNU and old tars write them. */
final class TarBlock {
    private final byte[] bytes;

    TarBlock(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isZero() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The sum counts bytes as unsigned; some old tars counted them signed. */
    boolean isChecksumRight() throws TarFieldException {
        long stored = octal(148, 8, "checksum");
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : bytes[i];
            unsigned += b & 0xff;
            signed += b;
        }
        return stored == unsigned || stored == signed;
    }

    char type() {
        return (char) (bytes[156] & 0xff);
    }

    String path() {
        String name = text(0, 100);
        String prefix = isPosix() ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** GNU's own format has a blank where POSIX has a NUL, and other fields in the place of the prefix. */
    private boolean isPosix() {
        return text(257, 6).equals("ustar");
    }

    /** Whether the header of a sparse file is followed by more of its map. */
    boolean hasMoreSparseMap() {
        return !isPosix() && bytes[482] != 0;
    }

    /** Whether a block that is all map is followed by another. */
    static boolean sparseMapGoesOn(byte[] map) {
        return map[504] != 0;
    }

    String linkTarget() {
        return text(157, 100);
    }

    long size() throws TarFieldException {
        return number(124, 12, "size");
    }

    private String text(int offset, int width) {
        int end = offset;
        while (end < offset + width && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    /** Octal digits, or GNU's base 256 where the first bit is set. */
    private long number(int offset, int width, String field) throws TarFieldException {
        return (bytes[offset] & 0x80) != 0 ? base256(offset, width, field) : octal(offset, width, field);
    }

    private long base256(int offset, int width, String field) throws TarFieldException {
        if ((bytes[offset] & 0x40) != 0) {
            throw new TarFieldException("its " + field + " is negative");
        }
        long value = bytes[offset] & 0x3f;
        for (int i = offset + 1; i < offset + width; i++) {
            if (value > Long.MAX_VALUE >> 8) {
                throw new TarFieldException("its " + field + " is larger than 2^63-1");
            }
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    private long octal(int offset, int width, String field) throws TarFieldException {
        String digits = new String(bytes, offset, width, StandardCharsets.ISO_8859_1);
        int end = digits.indexOf(0);
        // Some readers take digits behind a NUL for the number, others none: left alone they would not make sense.
        digits = (end < 0 || end == 0 ? digits : digits.substring(0, end)).strip();
        if (digits.chars().allMatch(c -> c == 0)) {
            return 0;
        }
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '7')) {
            throw new TarFieldException("its " + field + " is not an octal number");
        }
        return Long.parseLong(digits, 8);
    }
}
