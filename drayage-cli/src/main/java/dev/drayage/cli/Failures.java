package dev.drayage.cli;

import dev.drayage.content.ContentException;
import dev.drayage.json.Quotes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;

/** Turns what went wrong into one line and an exit code. */
final class Failures {
    private static final String NO_SPACE = "No space left on device";

    private Failures() {}

    static int report(Throwable thrown, CommandLine.ParseResult parsed, Terminal terminal) {
        if (ClosedPipeException.isBehind(thrown)) {
            return ExitCode.CLOSED_PIPE;
        }
        Throwable failure = thrown instanceof UncheckedIOException unchecked && unchecked.getCause() != null
                ? unchecked.getCause()
                : thrown;
        int code = exitCode(failure);
        CommandLine.ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        String where =
                code == ExitCode.USAGE ? "; see " + innermost.commandSpec().qualifiedName() + " --help" : "";
        tell(message(failure) + where, code, innermost.hasMatchedOption("--json"), terminal);
        if (DebugLog.isOn()) {
            thrown.printStackTrace(terminal.err());
        }
        // There 1 says that images differ, which is no failure.
        return code == ExitCode.FAILED && innermost.commandSpec().userObject() instanceof DiffCommand
                ? ExitCode.TROUBLE
                : code;
    }

    /** One line on standard error, whatever names and paths are part of the message. */
    static void tell(String text, int code, boolean json, Terminal terminal) {
        String message = OptionNames.translate(text);
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

    /** The exit code of a failure. */
    static int exitCode(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return ExitCode.MISSING;
        }
        if (failure instanceof ContentException e) {
            return switch (e.kind()) {
                case NOT_FOUND -> ExitCode.MISSING;
                case FAILED_PRECONDITION -> ExitCode.CORRUPT;
                case ALREADY_EXISTS, UNAVAILABLE, OUT_OF_RANGE, INVALID_ARGUMENT, INTERNAL -> ExitCode.FAILED;
            };
        }
        // A name, digest or number that is against its grammar.
        return failure instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.FAILED;
    }

    /** What went wrong, in one line. */
    static String message(Throwable failure) {
        if (failure instanceof FileSystemException e && e.getFile() != null) {
            return e.getFile() + problem(e);
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory; let it have more, as with DRAY_JAVA_OPTS=-Xmx1g";
        }
        String message = failure.getMessage();
        if (message != null && (failure instanceof IOException || failure instanceof IllegalArgumentException)) {
            return message.equals(NO_SPACE) ? message + "; free some, or choose another place" : message;
        }
        return "unexpected failure, please report it: " + failure + " at "
                + (failure.getStackTrace().length > 0 ? failure.getStackTrace()[0] : "unknown place");
    }

    /** What the JDK says of a file is often nothing but its name. */
    private static String problem(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return " does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return ": permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return " is there already";
        }
        if (e instanceof NotDirectoryException) {
            return " is not a directory";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return " is a directory that is not empty";
        }
        String reason = e.getReason();
        return reason == null ? " cannot be used" : ": " + reason;
    }
}
