package dev.drayage.cli;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Quotes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/** Turns what went wrong into one line and an exit code. */
final class Failures {
    private Failures() {}

    static int report(Throwable failure, CommandLine.ParseResult parsed, Terminal terminal) {
        int code = exitCode(failure);
        CommandLine.ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        tell(message(failure), code, innermost.hasMatchedOption("--json"), terminal);
        return code;
    }

    /** One line on standard error, whatever names and paths are part of the message. */
    static void tell(String message, int code, boolean json, Terminal terminal) {
        if (json) {
            terminal.err().println(OutputOptions.encode(event -> event.name("event")
                    .value("error")
                    .name("message")
                    .value(message)
                    .name("exitCode")
                    .value(code)));
        } else {
            terminal.err().println("dray: " + Quotes.printable(message));
        }
    }

    private static int exitCode(Throwable failure) {
        if (failure instanceof ContentException e && e.kind() == ContentException.Kind.NOT_FOUND) {
            return ExitCode.MISSING;
        }
        if (failure instanceof ContentException e && e.kind() == ContentException.Kind.FAILED_PRECONDITION) {
            return ExitCode.CORRUPT;
        }
        return ExitCode.FAILED;
    }

    private static String message(Throwable failure) {
        if (failure instanceof NoSuchFileException e) {
            return e.getFile() + " does not exist";
        }
        if (failure instanceof AccessDeniedException e) {
            return e.getFile() + ": permission denied";
        }
        if (failure instanceof FileSystemException e && e.getReason() != null) {
            return e.getFile() + ": " + e.getReason();
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory; let it have more, as with DRAY_JAVA_OPTS=-Xmx1g";
        }
        if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
            return String.valueOf(failure.getMessage());
        }
        return "unexpected failure, please report it: " + failure + " at "
                + (failure.getStackTrace().length > 0 ? failure.getStackTrace()[0] : "unknown place");
    }
}
