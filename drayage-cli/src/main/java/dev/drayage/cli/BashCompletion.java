package dev.drayage.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The words of the command as bash completes them. */
final class BashCompletion {
    private BashCompletion() {}

    static Map<String, String> parts(CommandHelp dray) {
        List<Completed> all = Completed.all(dray);
        return Map.of(
                "commands",
                all.stream().map(BashCompletion::command).collect(Collectors.joining("\n")),
                "values",
                values(all),
                "schemes",
                String.join(" ", Completed.schemes(syntax -> true).keySet()),
                "writable-schemes",
                String.join(" ", Completed.writableSchemes().keySet()),
                "directory-schemes",
                patterns("DIR"),
                "file-schemes",
                patterns("FILE"),
                "scheme-pattern",
                Completed.schemePattern());
    }

    private static String patterns(String syntax) {
        return Completed.schemes(found -> found.startsWith(syntax)).keySet().stream()
                .map(scheme -> scheme + "*")
                .collect(Collectors.joining(" | "));
    }

    private static String command(Completed command) {
        String names = command.spellings().stream().map(BashCompletion::quoted).collect(Collectors.joining(" | "));
        List<String> options = new ArrayList<>();
        command.options().forEach(option -> options.addAll(CommandHelp.names(option)));
        String commands = command.help().commands().stream()
                .map(each -> each.command().name())
                .collect(Collectors.joining(" "));
        String arguments = command.help().parameters().stream()
                .map(BashCompletion::argument)
                .collect(Collectors.joining(" "));
        return "        " + names + ")\n            path=" + quoted(command.words()) + " commands=" + quoted(commands)
                + " arguments=" + quoted(arguments) + "\n            options=" + quoted(String.join(" ", options))
                + "\n            ;;";
    }

    private static String argument(PositionalParamSpec parameter) {
        return kind(parameter) + (parameter.isMultiValue() ? "..." : "");
    }

    private static String kind(ArgSpec argument) {
        Completed.Kind kind = Completed.kind(argument);
        return kind.name().toLowerCase(Locale.ROOT)
                + (kind == Completed.Kind.WORDS ? ":" + String.join(",", Completed.choices(argument)) : "");
    }

    private static String values(List<Completed> all) {
        Map<String, List<String>> byKind = new TreeMap<>();
        for (Completed command : all) {
            for (OptionSpec option : command.options()) {
                if (Completed.takesValue(option)) {
                    CommandHelp.names(option)
                            .forEach(name -> byKind.computeIfAbsent(kind(option), key -> new ArrayList<>())
                                    .add(quoted(command.words() + " " + name)));
                }
            }
        }
        Map<String, String> lines = new LinkedHashMap<>();
        byKind.forEach((kind, names) -> lines.put(
                kind,
                "        " + String.join(" | \\\n            ", names) + ")\n            kind=" + quoted(kind)
                        + "\n            ;;"));
        return String.join("\n", lines.values());
    }

    private static String quoted(String words) {
        return "\"" + words + "\"";
    }
}
