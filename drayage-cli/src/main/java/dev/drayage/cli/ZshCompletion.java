package dev.drayage.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The words of the command as zsh completes them: a function for each command. */
final class ZshCompletion {
    private ZshCompletion() {}

    static Map<String, String> parts(CommandHelp dray) {
        return Map.of(
                "commands",
                Completed.all(dray).stream().map(ZshCompletion::function).collect(Collectors.joining("\n")),
                "schemes",
                described(Completed.schemes(syntax -> true)),
                "writable-schemes",
                described(Completed.writableSchemes()),
                "directory-schemes",
                alternatives("DIR"),
                "file-schemes",
                alternatives("FILE"),
                "scheme-pattern",
                Completed.schemePattern());
    }

    private static String described(Map<String, String> names) {
        return names.entrySet().stream()
                .map(name -> quoted(name.getKey().replace(":", "\\:") + ":" + name.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String alternatives(String syntax) {
        return Completed.schemes(found -> found.startsWith(syntax)).keySet().stream()
                .map(scheme -> scheme.substring(0, scheme.length() - 1))
                .collect(Collectors.joining("|"));
    }

    private static String name(Completed command) {
        return ("_dray " + command.words()).strip().replace(' ', '_');
    }

    private static String function(Completed command) {
        StringBuilder text = new StringBuilder(name(command)).append("() {\n");
        List<CommandHelp> commands = command.help().commands();
        if (!commands.isEmpty()) {
            text.append("    local curcontext=$curcontext state line ret=1\n    local -a commands\n");
        }
        text.append("    _arguments -s -S").append(commands.isEmpty() ? "" : " -C");
        command.options().forEach(option -> text.append(" \\\n        ").append(option(option)));
        command.help().parameters().forEach(parameter -> text.append(" \\\n        ")
                .append(parameter(parameter)));
        if (!commands.isEmpty()) {
            text.append(" \\\n        '1: :->command' \\\n        '*:: :->words' && ret=0\n");
            text.append(dispatch(command, commands)).append("    return ret");
        }
        return text.append("\n}\n").toString();
    }

    private static String dispatch(Completed command, List<CommandHelp> commands) {
        StringBuilder text = new StringBuilder("    case $state in\n        command)\n            commands=(\n");
        for (CommandHelp each : commands) {
            text.append("                ")
                    .append(quoted(each.command().name() + ":" + each.summary()))
                    .append('\n');
        }
        text.append("            )\n            _describe -t commands command commands && ret=0\n            ;;\n")
                .append("        words)\n            case $words[1] in\n");
        for (CommandHelp each : commands) {
            Completed completed =
                    new Completed((command.words() + " " + each.command().name()).strip(), each);
            String names = completed.spellings().stream()
                    .map(spelling -> spelling.substring(spelling.lastIndexOf(' ') + 1))
                    .collect(Collectors.joining(" | "));
            text.append("                ")
                    .append(names)
                    .append(") ")
                    .append(name(completed))
                    .append(" && ret=0 ;;\n");
        }
        return text.append("            esac\n            ;;\n    esac\n").toString();
    }

    private static String option(OptionSpec option) {
        List<String> names = CommandHelp.names(option);
        boolean takesValue = Completed.takesValue(option);
        String meaning = "[" + escaped(CommandHelp.firstSentence(CommandHelp.meaning(option))) + "]"
                + (takesValue ? ":" + escaped(option.paramLabel()) + ":" + action(option) : "");
        List<String> written = names.stream()
                .map(name -> name + (!takesValue ? "" : name.startsWith("--") ? "=" : "+"))
                .toList();
        String prefix = option.isMultiValue() ? "*" : names.size() == 1 ? "" : "(" + String.join(" ", names) + ")";
        return names.size() == 1
                ? quoted(prefix + written.get(0) + meaning)
                : quoted(prefix) + "{" + String.join(",", written) + "}" + quoted(meaning);
    }

    private static String parameter(PositionalParamSpec parameter) {
        String position = parameter.isMultiValue()
                ? "*"
                : String.valueOf(parameter.index().min() + 1);
        String optional = !parameter.isMultiValue() && parameter.arity().min() == 0 ? "::" : ":";
        return quoted(position + optional + escaped(parameter.paramLabel()) + ":" + action(parameter));
    }

    private static String action(ArgSpec argument) {
        return switch (Completed.kind(argument)) {
            case WORDS -> "(" + String.join(" ", Completed.choices(argument)) + ")";
            case FILE -> "_files";
            case DIRECTORY -> "_files -/";
            case PLACE -> " _dray_places place";
            case DESTINATION -> " _dray_places destination";
            case ARCHIVE -> " _dray_places archive";
            case REGISTRY -> " _dray_places registry";
            case STORED -> " _dray_stored";
            case ANYTHING -> " ";
        };
    }

    private static String escaped(String text) {
        return text.replaceAll("([\\\\\\[\\]:])", "\\\\$1");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
