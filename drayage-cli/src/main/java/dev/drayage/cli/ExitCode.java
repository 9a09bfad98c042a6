package dev.drayage.cli;

/** What the process says when it ends. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int MISSING = 3;
    static final int CORRUPT = 4;

    private ExitCode() {}
}
