package dev.drayage.server.page;

import java.util.Locale;

/** Bytes as people read them. */
final class Sizes {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

    /** Three digits or so and a unit: 4.2 MiB. */
    static String text(long bytes) {
        if (bytes < 1024) {
            return bytes + (bytes == 1 ? " byte" : " bytes");
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /** With a unit that suits, and all digits as what a pointer over it shows. */
    static Element element(long bytes) {
        return Element.of("span", text(bytes)).with("class", "size").with("title", bytes + " bytes");
    }
}
