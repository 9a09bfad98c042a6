package dev.drayage.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The words of the command as fish completes them. */
final class FishCompletion {
    /** More arguments than anybody types. */
    private static final int MANY = 9999;

    private FishCompletion() {}

    static Map<String, String> parts(CommandHelp dray) {
        List<Completed> all = Completed.all(dray);
        return Map.of(
                "commands",
                all.stream().skip(1).map(FishCompletion::words).collect(Collectors.joining("\n")),
                "valued",
                valued(all),
                "completions",
                all.stream().map(FishCompletion::completions).collect(Collectors.joining()),
                "schemes",
                described(Completed.schemes(syntax -> true)),
                "writable-schemes",
                described(Completed.writableSchemes()),
                "directory-schemes",
                schemes("DIR"),
                "file-schemes",
                schemes("FILE"),
                "scheme-pattern",
                Completed.schemePattern());
    }

    private static String words(Completed command) {
        String names = command.spellings().stream().map(FishCompletion::quoted).collect(Collectors.joining(" "));
        return "        case " + names + "\n            echo " + quoted(command.words());
    }

    private static String valued(List<Completed> all) {
        TreeSet<String> names = new TreeSet<>();
        for (Completed command : all) {
            command.options().stream()
                    .filter(Completed::takesValue)
                    .forEach(option -> names.addAll(CommandHelp.names(option)));
        }
        return String.join(" ", names);
    }

    private static String described(Map<String, String> names) {
        return names.entrySet().stream()
                .map(name -> quoted(name.getKey()) + " " + quoted(name.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String schemes(String syntax) {
        return String.join(
                " ", Completed.schemes(found -> found.startsWith(syntax)).keySet());
    }

    private static String completions(Completed command) {
        StringBuilder text = new StringBuilder();
        for (CommandHelp each : command.help().commands()) {
            text.append(line(command, " 0 0"))
                    .append(" -a ")
                    .append(each.command().name())
                    .append(" -d ")
                    .append(quoted(each.summary()))
                    .append('\n');
        }
        for (OptionSpec option : command.options()) {
            text.append(line(command, ""));
            for (String name : CommandHelp.names(option)) {
                text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            text.append(Completed.takesValue(option) ? value(option) : "")
                    .append(" -d ")
                    .append(quoted(CommandHelp.firstSentence(CommandHelp.meaning(option))))
                    .append('\n');
        }
        for (PositionalParamSpec parameter : command.help().parameters()) {
            String value = arguments(parameter);
            if (!value.isEmpty()) {
                int last = Math.min(Completed.lastPosition(parameter), MANY);
                text.append(line(command, " " + parameter.index().min() + " " + last))
                        .append(value)
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String line(Completed command, String range) {
        String words = command.words();
        return "complete -c dray -n \"__dray_at '" + words + "'" + range + "\"";
    }

    private static String value(OptionSpec option) {
        return (Completed.kind(option) == Completed.Kind.FILE ? " -r" : " -x") + arguments(option);
    }

    private static String arguments(ArgSpec argument) {
        Completed.Kind kind = Completed.kind(argument);
        return switch (kind) {
            case WORDS -> " -a " + quoted(String.join(" ", Completed.choices(argument)));
            case FILE -> " -F";
            case DIRECTORY -> " -a '(__fish_complete_directories)'";
            case PLACE, DESTINATION, ARCHIVE, REGISTRY ->
                " -a '(__dray_places " + kind.name().toLowerCase(Locale.ROOT) + ")'";
            case STORED -> " -a '(__dray_stored)'";
            case ANYTHING -> "";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
