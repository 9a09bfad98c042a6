package dev.drayage.testkit.peer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What came of running a program. */
public final class ProgramResult {
    private final List<String> command;
    private final int exitCode;
    private final byte[] out;
    private final String err;

    ProgramResult(List<String> command, int exitCode, byte[] out, String err) {
        this.command = List.copyOf(command);
        this.exitCode = exitCode;
        this.out = out;
        this.err = err;
    }

    /** Fails the test unless the exit code is 0, with all that the program said. */
    public ProgramResult requireSuccess() {
        if (exitCode != 0) {
            throw new AssertionError(this);
        }
        return this;
    }

    /** The exit code; 128 and the number of the signal for a program that one ended. */
    public int exitCode() {
        return exitCode;
    }

    /** Standard output, as UTF-8. */
    public String out() {
        return new String(out, StandardCharsets.UTF_8);
    }

    /** Standard output, to the byte. */
    public byte[] outBytes() {
        return out.clone();
    }

    /** Standard error, as UTF-8. */
    public String err() {
        return err;
    }

    @Override
    public String toString() {
        return String.join(" ", command) + " ended with " + exitCode + "\nstdout: " + out() + "\nstderr: " + err;
    }
}
