package dev.drayage.server.page;

import dev.drayage.tar.TarEntry;

/**
 * An entry of a layer as a list of files keeps it.
 *
 * @param number how many entries come before it
 * @param path its name
 * @param type what it is
 * @param size bytes of content
 * @param target where a link points, else empty
 */
record LayerEntry(int number, String path, TarEntry.Type type, long size, String target) {
    /** The record, its strings' headers, and its place in an array and in a sort. */
    private static final int FIXED_BYTES = 112;

    static LayerEntry of(int number, TarEntry entry) {
        return new LayerEntry(number, entry.path(), entry.type(), entry.size(), entry.linkTarget());
    }

    /** About what it takes in memory. */
    long bytes() {
        return FIXED_BYTES + 2L * path.length() + (target.isEmpty() ? 0 : 56 + 2L * target.length());
    }

    boolean isFolder() {
        return type == TarEntry.Type.DIRECTORY;
    }

    /** Whether it has content of its own or another entry's, which can be shown. */
    boolean isReadable() {
        return type == TarEntry.Type.FILE || type == TarEntry.Type.HARD_LINK;
    }
}
