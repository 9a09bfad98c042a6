package dev.drayage;

/**
 * An entry of a layer.
 *
 * @param path its name without a leading {@code /} or {@code ./}; a file whose name begins with {@code .wh.} takes one away
 *     that a lower layer has
 * @param type what it is
 * @param size bytes of content; 0 for what has none
 * @param linkTarget where a link points, as it is written; else empty
 */
public record LayerFile(String path, Type type, long size, String linkTarget) {

    /** What an entry is. */
    public enum Type {
        /** A file. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** Another name of an earlier file. */
        HARD_LINK,
        /** A symbolic link. */
        SYMBOLIC_LINK,
        /** A file of which only parts are stored: its content is not read here. */
        SPARSE,
        /** A device, a FIFO, or what only some readers know. */
        OTHER
    }
}
