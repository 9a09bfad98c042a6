package dev.drayage.cli;

import dev.drayage.name.EditDistance;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what was wrong with a command line into one line: what, and where to read how it should be. */
final class UsageErrors {
    private UsageErrors() {}

    static int report(ParameterException e, String[] arguments, Terminal terminal) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        return report(message(e, List.of(arguments)), command, List.of(arguments), terminal);
    }

    static int report(String message, String command, List<String> arguments, Terminal terminal) {
        Failures.tell(message + "; see " + command + " --help", ExitCode.USAGE, arguments.contains("--json"), terminal);
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e, List<String> arguments) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched, arguments);
        }
        if (e instanceof MissingParameterException missing) {
            return missing(missing);
        }
        if (e instanceof OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + " is given more than once";
        }
        if (e instanceof MutuallyExclusiveArgsException) {
            return String.valueOf(e.getMessage())
                    .replaceFirst(
                            "(?s)^Error: (.*) are mutually exclusive.*$", "$1 exclude each other; give one of them");
        }
        ArgSpec argument = e.getArgSpec();
        if (argument == null) {
            return String.valueOf(e.getMessage());
        }
        return (argument.isOption() ? name(argument) + ": " : "") + problem(e, argument);
    }

    /** What is wrong with the value of an option or parameter. */
    private static String problem(ParameterException e, ArgSpec argument) {
        if (argument.arity().max() == 0 || argument.type() == boolean.class) {
            return "it takes no value, but was given '" + e.getValue() + "'";
        }
        if (numeric(argument) && argument.converters().length == 0) {
            return "'" + e.getValue() + "' is not a number";
        }
        return e.getCause() instanceof TypeConversionException conversion
                ? String.valueOf(conversion.getMessage())
                : plain(e);
    }

    private static String plain(ParameterException e) {
        String message = String.valueOf(e.getMessage());
        int text = message.indexOf("): ");
        return text < 0 ? message : message.substring(text + 3);
    }

    private static boolean numeric(ArgSpec argument) {
        Class<?> type = argument.type();
        return type == int.class || type == Integer.class || type == long.class || type == Long.class;
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String missing(MissingParameterException e) {
        if (String.valueOf(e.getMessage()).contains("parameter for option")) {
            ArgSpec option = e.getMissing().get(0);
            return name(option) + " needs a value: " + name(option) + " " + option.paramLabel();
        }
        List<String> names = Stream.concat(
                        e.getMissing().stream().filter(argument -> !argument.isOption()),
                        e.getMissing().stream().filter(ArgSpec::isOption))
                .map(argument -> argument.isOption() ? name(argument) + " " + argument.paramLabel() : name(argument))
                .distinct()
                .toList();
        return String.join(" and ", names) + (names.size() == 1 ? " is missing" : " are missing");
    }

    private static String unmatched(UnmatchedArgumentException e, List<String> arguments) {
        CommandLine line = e.getCommandLine();
        String first = e.getUnmatched().get(0);
        if (e.isUnknownOption()) {
            return ForeignOption.message(first, line.getCommandSpec(), arguments);
        }
        if (line.getSubcommands().isEmpty()) {
            return "'" + first + "' is one argument too many";
        }
        return "'" + first + "' is not a command"
                + EditDistance.nearest(first, line.getSubcommands().keySet())
                        .map(near -> ", did you mean " + near + "?")
                        .orElse("");
    }
}
