package dev.drayage.tar;

/**
 * An entry found in a tar.
 *
 * @param path its name, without a leading {@code ./}
 * @param type what it is
 * @param linkTarget where a link points, else empty
 * @param offset where its header begins, extended headers included
 * @param dataOffset where its content begins
 * @param size bytes of content
 */
public record TarEntry(String path, Type type, String linkTarget, long offset, long dataOffset, long size) {
    /** What an entry is. */
    public enum Type {
        FILE("a file"),
        DIRECTORY("a directory"),
        HARD_LINK("a hard link"),
        SYMBOLIC_LINK("a symbolic link"),
        SPARSE("a sparse file"),
        SPECIAL("a device or FIFO"),
        UNKNOWN("of a type that only some readers know");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    long end() {
        return dataOffset + size + TarHeader.padding(size);
    }
}
