package dev.drayage.tar;

import java.nio.charset.StandardCharsets;

/** The fields of one tar header block, as POSIX, GNU and old tars write them. */
final class TarBlock {
    /** Mode, owner, group, and the numbers of a device. */
    private static final int[] NUMBERS = {100, 108, 116, 329, 337};

    private static final int TIME = 136;
    private static final int PREFIX = 345;
    private static final int PREFIX_BYTES = 155;
    private static final int STAR_PREFIX_BYTES = 131;
    private static final int STAR_TRAILER = 508;

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

    /**
     * That the fields besides size and checksum hold what every reader takes: some fail over a number that others do
     * not look at, and some find a prefix where others find times.
     */
    void requireWellFormed() throws TarFieldException {
        for (int offset : NUMBERS) {
            requireNumber(offset, 8);
        }
        requireNumber(TIME, 12);
        if (!isPosix() && bytes[PREFIX] != 0) {
            throw new TarFieldException("it has a prefix or times behind a magic that is not POSIX's");
        }
        if (isPosix() && text(STAR_TRAILER, 4).equals("tar")) {
            if (text(PREFIX, PREFIX_BYTES).length() > STAR_PREFIX_BYTES) {
                throw new TarFieldException("its prefix is longer than it can be in tars of star");
            }
            requireNumber(PREFIX + STAR_PREFIX_BYTES, 12);
            requireNumber(PREFIX + STAR_PREFIX_BYTES + 12, 12);
        }
    }

    private void requireNumber(int offset, int width) throws TarFieldException {
        String field = "number at byte " + offset;
        if (bytes[offset] != -1) {
            number(offset, width, field);
            return;
        }
        // Negative in base 256, such as a time before 1970.
        for (int i = 1; i <= width - Long.BYTES; i++) {
            boolean sign = i == width - Long.BYTES;
            if (sign ? bytes[offset + i] >= 0 : bytes[offset + i] != -1) {
                throw new TarFieldException("its " + field + " is less than -2^63");
            }
        }
    }

    char type() {
        return (char) (bytes[156] & 0xff);
    }

    String path() {
        String name = text(0, 100);
        String prefix = isPosix() ? text(PREFIX, PREFIX_BYTES) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Whether the name field ends in a slash, which is all that some readers look at. */
    boolean hasTrailingSlash() {
        return text(0, 100).endsWith("/");
    }

    boolean isGnu() {
        return new String(bytes, 257, 8, StandardCharsets.ISO_8859_1).equals("ustar  \0");
    }

    /** GNU's own format has a blank where POSIX has a NUL, and other fields in the place of the prefix. */
    private boolean isPosix() {
        return text(257, 6).equals("ustar") && bytes[262] == 0;
    }

    /** Whether the header of a sparse file is followed by more of its map. */
    boolean hasMoreSparseMap() {
        return bytes[482] != 0;
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

    long mode() throws TarFieldException {
        return signed(100, 8, "mode");
    }

    long uid() throws TarFieldException {
        return signed(108, 8, "owner");
    }

    long gid() throws TarFieldException {
        return signed(116, 8, "group");
    }

    /** In seconds since 1970. */
    long modified() throws TarFieldException {
        return signed(TIME, 12, "time");
    }

    long deviceMajor() throws TarFieldException {
        return signed(329, 8, "device number");
    }

    long deviceMinor() throws TarFieldException {
        return signed(337, 8, "device number");
    }

    /** A number that may be negative; that it is not less than there is room for is known. */
    private long signed(int offset, int width, String field) throws TarFieldException {
        if (bytes[offset] != -1) {
            return number(offset, width, field);
        }
        long value = -1;
        for (int i = offset + 1; i < offset + width; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
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
        if (value != 0) {
            throw new TarFieldException("its " + field + " is no number in base 256");
        }
        for (int i = offset + 1; i < offset + width; i++) {
            if (value > Long.MAX_VALUE >> 8) {
                throw new TarFieldException("its " + field + " is larger than 2^63-1");
            }
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    private long octal(int offset, int width, String field) throws TarFieldException {
        int end = offset + width;
        int start = offset;
        while (start < end && bytes[start] == ' ') {
            start++;
        }
        int at = start;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '7') {
            at++;
        }
        // Some readers take digits behind a NUL for the number, others none.
        int rest = at;
        while (rest < end && (bytes[rest] == ' ' || bytes[rest] == 0)) {
            rest++;
        }
        if (rest < end && !(at > start && bytes[at] == 0)) {
            throw new TarFieldException("its " + field + " is not an octal number");
        }
        String digits = new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }
}
