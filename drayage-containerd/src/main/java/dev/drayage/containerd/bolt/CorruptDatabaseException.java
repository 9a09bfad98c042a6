package dev.drayage.containerd.bolt;

import dev.drayage.content.ContentException;

/** A database is damaged, or is none. The message names page and offset. */
public final class CorruptDatabaseException extends ContentException {
    private static final long serialVersionUID = 1L;

    private final long page;
    private final long offset;

    CorruptDatabaseException(String location, long page, long offset, String problem) {
        super(
                Kind.FAILED_PRECONDITION,
                location + " is damaged: page " + Long.toUnsignedString(page) + " at offset " + offset + ": " + problem
                        + "; use a copy of the file from before, or name what is needed by @DIGEST");
        this.page = page;
        this.offset = offset;
    }

    /** The number of the page with the fault. */
    public long page() {
        return page;
    }

    /** Where in the file the page begins, in bytes. */
    public long offset() {
        return offset;
    }
}
