package dev.drayage.list;

import dev.drayage.content.ContentException;

/** A list of images is not what its form says. The message begins with file and line. */
public final class InvalidListException extends ContentException {
    private static final long serialVersionUID = 1L;

    /** The entry has the problem, a clause without a full stop. */
    public InvalidListException(String where, String problem) {
        super(Kind.INVALID_ARGUMENT, where + ": " + problem);
    }
}
