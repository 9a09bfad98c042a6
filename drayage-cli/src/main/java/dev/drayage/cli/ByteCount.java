package dev.drayage.cli;

import java.util.Locale;

/** Sizes for people. */
final class ByteCount {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private ByteCount() {}

    /** Three digits or so and a unit: 4.2 MiB. */
    static String rounded(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /** So much of a total, both in the unit that suits the total: 0.3 of 4.2 MiB. */
    static String part(long bytes, long total) {
        int unit = -1;
        double scale = 1;
        while (total / scale >= 1024 && unit < UNITS.length - 1) {
            scale *= 1024;
            unit++;
        }
        String whole = unit < 0 ? total + " B" : String.format(Locale.ROOT, "%.1f %s", total / scale, UNITS[unit]);
        String part = unit < 0 ? Long.toString(bytes) : String.format(Locale.ROOT, "%.1f", bytes / scale);
        return " ".repeat(Math.max(0, whole.indexOf(' ') - part.length())) + part + " of " + whole;
    }

    /** The number of bytes, and rounded where that says more. */
    static String exact(long bytes) {
        String count = bytes + (bytes == 1 ? " byte" : " bytes");
        return bytes < 1024 ? count : count + " (" + rounded(bytes) + ")";
    }
}
