package dev.drayage.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Where the command writes to.
 *
 * @param out results, as UTF-8 whatever the locale says
 * @param err messages and progress
 * @param data standard output for bytes
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}
 * @param columns the width of the terminal, if any
 */
record Terminal(
        PrintStream out,
        PrintStream err,
        WritableByteChannel data,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int columns) {
    private static final int USUAL_COLUMNS = 80;

    /** The streams of this process; the launcher says which are terminals, for the JVM cannot tell them apart. */
    static Terminal ofProcess() {
        FileOutputStream standard = new FileOutputStream(FileDescriptor.out);
        return new Terminal(
                new PrintStream(new StandardOutput(standard), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                standard.getChannel(),
                Boolean.getBoolean("dray.stdout.terminal"),
                Boolean.getBoolean("dray.stderr.terminal"),
                Integer.getInteger("dray.columns", USUAL_COLUMNS));
    }

    /** Streams in memory or elsewhere, none of them a terminal. */
    static Terminal of(PrintStream out, PrintStream err) {
        return new Terminal(out, err, Channels.newChannel(out), false, false, USUAL_COLUMNS);
    }
}
