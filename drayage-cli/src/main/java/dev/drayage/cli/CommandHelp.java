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
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What help says of a command, in the order of help, for whoever lays it out: the command on a terminal, a manual on a
 * page.
 */
public final class CommandHelp {
    /** Stands for the list of places. */
    static final String PLACES = "{places}";

    /** Stands for the names of places that are written to, of which help alone is the time to ask. */
    static final String DESTINATIONS = "{destinations}";

    private static final String EXAMPLES = "%nExamples:%n";

    private static final Map<Class<?>, String> HEADINGS = headings();

    private final CommandSpec command;

    CommandHelp(CommandSpec command) {
        this.command = command;
    }

    /** What help says of {@code dray} itself; its {@link #commands} lead to all others. */
    public static CommandHelp ofDray() {
        return new CommandHelp(Dray.model());
    }

    /** The model that picocli parses by. */
    public CommandSpec command() {
        return command;
    }

    /** The words of the command with what it cannot do without. */
    public List<String> synopsis() {
        List<String> words = new ArrayList<>(List.of(command.qualifiedName(), "[OPTIONS]"));
        for (OptionSpec option : command.options()) {
            if (option.required() && option.group() == null) {
                words.add(option.shortestName() + " " + option.paramLabel());
            }
        }
        parameters().forEach(parameter -> words.add(placeholder(parameter)));
        if (!command.subcommands().isEmpty()) {
            words.add("COMMAND");
        }
        return words;
    }

    /** One paragraph each; lines that begin with a blank, or are empty, are shown as they are. */
    public List<String> description() {
        return Arrays.stream(command.usageMessage().description())
                .map(CommandHelp::text)
                .toList();
    }

    /** The first sentence of its description, without its end, as one line among others. */
    public String summary() {
        return firstSentence(description().get(0));
    }

    /** Descriptions in a list are one line. */
    static String firstSentence(String text) {
        return text.replaceFirst("[.;] .*|\\.$", "");
    }

    /** What it is given besides options. */
    public List<PositionalParamSpec> parameters() {
        return command.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .toList();
    }

    /** How a parameter is written, with brackets if it may be left out and dots if it may be repeated. */
    public static String placeholder(PositionalParamSpec parameter) {
        String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
        return parameter.arity().min() == 0 ? "[" + label + "]" : label;
    }

    /**
     * By heading and then by the longest name. What is the command's own comes first, with an empty heading, and how each
     * kind of place is reached after that; a command for one kind of place has all under the empty heading.
     */
    public Map<String, List<OptionSpec>> options() {
        Map<String, SortedMap<String, OptionSpec>> sorted = new LinkedHashMap<>();
        sorted.put("", new TreeMap<>());
        HEADINGS.values().forEach(heading -> sorted.put(heading, new TreeMap<>()));
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                sorted.computeIfAbsent(HEADINGS.getOrDefault(kind(option), ""), key -> new TreeMap<>())
                        .put(option.longestName(), option);
            }
        }
        sorted.values().removeIf(Map::isEmpty);
        boolean areOneKind = sorted.size() < 3;
        Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
        sorted.forEach(
                (heading, options) -> sections.computeIfAbsent(areOneKind ? "" : heading, key -> new ArrayList<>())
                        .addAll(options.values()));
        return sections;
    }

    /** The names of an option, the shortest first. */
    public static List<String> names(OptionSpec option) {
        return Arrays.stream(option.names())
                .sorted(Comparator.comparingInt(String::length))
                .toList();
    }

    /** What an option or parameter means. */
    // Deprecated in favour of a colour scheme, which only adds what is taken out again here.
    @SuppressWarnings("deprecation")
    public static String meaning(ArgSpec argument) {
        String text = String.join(" ", argument.description());
        return text(text.contains(DESTINATIONS) ? text.replace(DESTINATIONS, PlaceNames.destinations()) : text);
    }

    /** What help says of its subcommands. */
    public List<CommandHelp> commands() {
        return command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .map(CommandHelp::new)
                .toList();
    }

    /** Command lines that can be copied. */
    public List<String> examples() {
        return command.usageMessage().footerHeading().equals(EXAMPLES)
                ? Arrays.stream(command.usageMessage().footer())
                        .map(String::strip)
                        .toList()
                : List.of();
    }

    /** The names of all kinds of places, each with what is there. */
    public static Map<String, String> places() {
        Map<String, String> places = new LinkedHashMap<>();
        PlaceNames.KINDS
                .all()
                .forEach(kind -> places.put(
                        (kind.scheme().isEmpty() ? "" : kind.scheme() + ":") + kind.imageSyntax(), kind.description()));
        return places;
    }

    /** The commands of other tools that are taken for this one. */
    public List<String> otherWords() {
        return CommandWords.meaning(command.name());
    }

    /** As picocli would print it. */
    static String text(String template) {
        return String.format(template.replace("$$", "$"));
    }

    /** Where the option is declared. */
    private static Class<?> kind(OptionSpec option) {
        return option.userObject() instanceof Member declared ? declared.getDeclaringClass() : CommandHelp.class;
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
