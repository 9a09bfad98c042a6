package dev.drayage.cli;

/** What was asked for makes no sense, whatever is there: the command line is to be written otherwise. */
final class WrongUseException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    WrongUseException(String message) {
        super(message);
    }
}
