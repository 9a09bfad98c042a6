package dev.drayage.layout;

/** Which symbolic links in the directory of a layout are followed. */
public enum LayoutLinks {
    /** Those that stay inside the layout; others are refused, for whoever made the layout could have any file read. */
    INSIDE,
    /** All of them, wherever they lead. */
    EVERYWHERE
}
