package dev.drayage.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
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

    /** Stands for the list of places. */
    static final String PLACES = "{places}";

    /** Stands for the names of places that are written to, of which help alone is the time to ask. */
    static final String DESTINATIONS = "{destinations}";

    private static final Map<Class<?>, String> HEADINGS = headings();

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
        public String render(Help help) {
            CommandSpec command = help.commandSpec();
            return switch (this) {
                case SYNOPSIS -> synopsis(command);
                case DESCRIPTION -> description(command);
                case PARAMETERS -> parameters(command);
                case OPTIONS -> options(command);
                case COMMANDS -> commands(command);
                case FOOTER -> lines(command.usageMessage().footer());
            };
        }
    }

    /** The command with what it cannot do without. */
    private static String synopsis(CommandSpec command) {
        List<String> words = new ArrayList<>(List.of(command.qualifiedName(), "[OPTIONS]"));
        for (OptionSpec option : command.options()) {
            if (option.required() && option.group() == null) {
                words.add(option.shortestName() + " " + option.paramLabel());
            }
        }
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (!parameter.hidden()) {
                words.add(placeholder(parameter));
            }
        }
        if (!command.subcommands().isEmpty()) {
            words.add("COMMAND");
        }
        return wrapped(String.join(" ", words), WIDTH - "Usage: ".length(), "       ");
    }

    private static String placeholder(PositionalParamSpec parameter) {
        String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
        return parameter.arity().min() == 0 ? "[" + label + "]" : label;
    }

    private static String description(CommandSpec command) {
        StringBuilder text = new StringBuilder();
        for (String paragraph : command.usageMessage().description()) {
            // What is indented is shown as it is.
            text.append(paragraph.startsWith(" ") ? paragraph + "\n" : wrapped(paragraph, WIDTH, ""));
        }
        return text.toString();
    }

    private static String parameters(CommandSpec command) {
        StringBuilder text = new StringBuilder();
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (!parameter.hidden()) {
                text.append(entry(placeholder(parameter), description(parameter)));
            }
        }
        return text.toString();
    }

    private static String options(CommandSpec command) {
        // By heading, and then by the longest name.
        Map<String, SortedMap<String, OptionSpec>> sections = new LinkedHashMap<>();
        sections.put("", new TreeMap<>());
        HEADINGS.values().forEach(heading -> sections.put(heading, new TreeMap<>()));
        int kinds = 0;
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                String heading = HEADINGS.getOrDefault(kind(option), "");
                SortedMap<String, OptionSpec> section = sections.computeIfAbsent(heading, key -> new TreeMap<>());
                kinds += section.isEmpty() && !heading.isEmpty() ? 1 : 0;
                section.put(option.longestName(), option);
            }
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, SortedMap<String, OptionSpec>> section : sections.entrySet()) {
            // A command for one kind of place has all in one list.
            if (kinds > 1 && !section.getKey().isEmpty() && !section.getValue().isEmpty()) {
                text.append('\n').append(section.getKey()).append(":\n");
            }
            for (OptionSpec option : section.getValue().values()) {
                text.append(entry(names(option), description(option)));
            }
        }
        return text.toString();
    }

    private static String names(OptionSpec option) {
        Stream<String> names = Arrays.stream(option.names()).sorted(Comparator.comparingInt(String::length));
        boolean isShort = option.shortestName().length() == 2;
        String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return (isShort ? "" : "    ") + String.join(", ", names.toList()) + value;
    }

    private static String commands(CommandSpec command) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, CommandLine> subcommand : command.subcommands().entrySet()) {
            CommandSpec spec = subcommand.getValue().getCommandSpec();
            text.append(entry(subcommand.getKey(), spec.usageMessage().description()[0]));
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

    // Deprecated in favour of a colour scheme, which only adds what is taken out again here.
    @SuppressWarnings("deprecation")
    private static String description(ArgSpec argument) {
        String text = String.join(" ", argument.description());
        return text.contains(DESTINATIONS) ? text.replace(DESTINATIONS, PlaceNames.destinations()) : text;
    }

    /** Words in lines of at most this width, or of one word; all but the first begin with the indent. */
    private static String wrapped(String text, int width, String indent) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : String.format(text.replace("$$", "$")).split(" ", -1)) {
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
            text.append(line.equals(PLACES) ? places() : line).append('\n');
        }
        return text.toString();
    }

    private static String places() {
        return PlaceNames.KINDS.all().stream()
                .map(kind -> String.format(
                        "  %-31s %s",
                        (kind.scheme().isEmpty() ? "" : kind.scheme() + ":") + kind.imageSyntax(), kind.description()))
                .collect(Collectors.joining("\n"));
    }

    /** Where the option is declared. */
    private static Class<?> kind(OptionSpec option) {
        return option.userObject() instanceof Member declared ? declared.getDeclaringClass() : HelpLayout.class;
    }

    private static Map<Class<?>, String> headings() {
        Map<Class<?>, String> headings = new LinkedHashMap<>();
        headings.put(StoreRoot.class, "The local store");
        headings.put(StoreLocation.class, "The local store");
        headings.put(RegistryArguments.class, "Registries");
        headings.put(DaemonArguments.class, "A running containerd");
        return headings;
    }
}
