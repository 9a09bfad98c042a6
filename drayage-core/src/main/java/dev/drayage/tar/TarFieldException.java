package dev.drayage.tar;

/** A field of a tar header makes no sense; the message completes "the header at offset N is damaged: …". */
public final class TarFieldException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong with which field */
    public TarFieldException(String message) {
        super(message);
    }
}
