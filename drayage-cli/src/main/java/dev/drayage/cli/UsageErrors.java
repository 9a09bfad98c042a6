package dev.drayage.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what was wrong with a command line into one line: what, and where to read how it should be. */
final class UsageErrors {
    private static final String PICOCLI_PREFIX = "Error: ";

    private UsageErrors() {}

    static int report(ParameterException e, String[] arguments, Terminal terminal) {
        boolean json = List.of(arguments).contains("--json");
        String message =
                message(e) + "; see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
        Failures.tell(message, ExitCode.USAGE, json, terminal);
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            return unmatched(unmatched);
        }
        String message = String.valueOf(e.getMessage());
        return message.startsWith(PICOCLI_PREFIX) ? message.substring(PICOCLI_PREFIX.length()) : message;
    }

    private static String unmatched(UnmatchedArgumentException e) {
        CommandLine line = e.getCommandLine();
        String word = "'" + e.getUnmatched().get(0) + "'";
        if (line.getSubcommands().isEmpty()) {
            return word + " is one argument too many";
        }
        List<String> suggestions = e.getSuggestions();
        return word + " is not a command" + (suggestions.isEmpty() ? "" : ", did you mean " + suggestions.get(0) + "?");
    }
}
