package dev.drayage.cli;

/** What the process says when it ends. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int MISSING = 3;
    static final int CORRUPT = 4;

    /** What {@code diff} of POSIX says if two things differ. */
    static final int DIFFERENT = 1;

    /** What it says if it failed. */
    static final int TROUBLE = 2;

    /** What a shell gives for a program that was ended by SIGPIPE, as most are when nobody reads them any more. */
    static final int CLOSED_PIPE = 141;

    private ExitCode() {}
}
