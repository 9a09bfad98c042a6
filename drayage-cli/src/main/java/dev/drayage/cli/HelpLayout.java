package dev.drayage.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lays help out for the usual width of a terminal: what a command has of its own first, then how each kind of place is
 * reached, under a heading. Lines are broken between words only, where picocli breaks them at each hyphen and slash.
 */
final class HelpLayout {
    private static final int WIDTH = 80;

    /** Where descriptions begin; what is longer before them has a line of its own. */
    private static final int INDENT = 26;

    private HelpLayout() {}

    /** Has a command and all its subcommands laid out so. */
    static void setUp(CommandLine command) {
        command.setUsageHelpWidth(WIDTH);
        Map<String, CommandLine.IHelpSectionRenderer> sections = command.getHelpSectionMap();
        for (Section section : Section.values()) {
            sections.put(section.key, section);
        }
        command.setHelpSectionMap(sections);
    }

    /** Classes and loops, for a lambda that takes something of picocli's keeps that out of an archive of loaded classes. */
    private enum Section implements CommandLine.IHelpSectionRenderer {
        SYNOPSIS(UsageMessageSpec.SECTION_KEY_SYNOPSIS),
        DESCRIPTION(UsageMessageSpec.SECTION_KEY_DESCRIPTION),
        PARAMETERS(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST),
        OPTIONS(UsageMessageSpec.SECTION_KEY_OPTION_LIST),
        COMMANDS(UsageMessageSpec.SECTION_KEY_COMMAND_LIST),
        FOOTER(UsageMessageSpec.SECTION_KEY_FOOTER);

        private final String key;

        Section(String key) {
            this.key = key;
        }

        @Override
        public String render(Help layout) {
            CommandHelp help = new CommandHelp(layout.commandSpec());
            return switch (this) {
                case SYNOPSIS -> wrapped(String.join(" ", help.synopsis()), WIDTH - "Usage: ".length(), "       ");
                case DESCRIPTION -> description(help);
                case PARAMETERS -> parameters(help);
                case OPTIONS -> options(help);
                case COMMANDS -> commands(help);
                case FOOTER -> lines(layout.commandSpec().usageMessage().footer());
            };
        }
    }

    private static String description(CommandHelp help) {
        StringBuilder text = new StringBuilder();
        for (String paragraph : help.description()) {
            // What is indented is shown as it is.
            text.append(paragraph.startsWith(" ") ? paragraph + "\n" : wrapped(paragraph, WIDTH, ""));
        }
        return text.toString();
    }

    private static String parameters(CommandHelp help) {
        StringBuilder text = new StringBuilder();
        for (PositionalParamSpec parameter : help.parameters()) {
            text.append(entry(CommandHelp.placeholder(parameter), CommandHelp.meaning(parameter)));
        }
        return text.toString();
    }

    private static String options(CommandHelp help) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, List<OptionSpec>> section : help.options().entrySet()) {
            if (!section.getKey().isEmpty()) {
                text.append('\n').append(section.getKey()).append(":\n");
            }
            for (OptionSpec option : section.getValue()) {
                text.append(entry(names(option), CommandHelp.meaning(option)));
            }
        }
        return text.toString();
    }

    private static String names(OptionSpec option) {
        boolean isShort = option.shortestName().length() == 2;
        String value = option.arity().max() == 0
                ? ""
                : option.arity().min() == 0 ? "[=" + option.paramLabel() + "]" : "=" + option.paramLabel();
        return (isShort ? "" : "    ") + String.join(", ", CommandHelp.names(option)) + value;
    }

    private static String commands(CommandHelp help) {
        StringBuilder text = new StringBuilder();
        for (CommandHelp each : help.commands()) {
            text.append(entry(each.command().name(), each.description().get(0)));
        }
        return text.toString();
    }

    /** A name, and beside it what it means. */
    private static String entry(String name, String meaning) {
        String indent = " ".repeat(INDENT);
        String text = wrapped(meaning, WIDTH - INDENT, indent);
        String start = "  " + name;
        return start.length() + 2 <= INDENT
                ? start + indent.substring(start.length()) + text
                : start + "\n" + indent + text;
    }

    /** Words in lines of at most this width, or of one word; all but the first begin with the indent. */
    private static String wrapped(String text, int width, String indent) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > width) {
                lines.append('\n').append(indent);
                column = 0;
            } else if (column > 0) {
                lines.append(' ');
                column++;
            }
            lines.append(word);
            column += word.length();
        }
        return lines.append('\n').toString();
    }

    private static String lines(String[] lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.equals(CommandHelp.PLACES) ? places() : line).append('\n');
        }
        return text.toString();
    }

    private static String places() {
        return CommandHelp.places().entrySet().stream()
                .map(place -> String.format("  %-31s %s", place.getKey(), place.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
