package dev.drayage.archive;

/** A field of a tar header makes no sense; the message completes "the header at offset N is damaged: …". */
final class TarFieldException extends Exception {
    private static final long serialVersionUID = 1L;

    TarFieldException(String message) {
        super(message);
    }
}
