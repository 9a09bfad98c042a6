package dev.drayage.tar;

/**
 * What a tar may hold.
 *
 * @param maxEntries headers, 1 or more
 * @param maxHeaderBytes bytes of one PAX or GNU extended header, 1 or more
 */
public record TarLimits(int maxEntries, int maxHeaderBytes) {

    /** A million entries, 1 MiB for an extended header. */
    public static TarLimits defaults() {
        return new TarLimits(1_000_000, 1 << 20);
    }
}
