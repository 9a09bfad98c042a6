package dev.drayage.cli;

import dev.drayage.place.PlaceName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What completions for shells are made of, told from the model: a command with its words.
 *
 * @param words its words as they are typed, without {@code dray}
 * @param help what help says of it
 */
record Completed(String words, CommandHelp help) {
    /** The platforms that most images are for. */
    private static final List<String> PLATFORMS = List.of(
            "linux/amd64",
            "linux/arm64",
            "linux/arm/v7",
            "linux/386",
            "linux/ppc64le",
            "linux/s390x",
            "linux/riscv64",
            "windows/amd64");

    /** What an option or argument takes. */
    enum Kind {
        WORDS,
        FILE,
        DIRECTORY,
        PLACE,
        DESTINATION,
        ARCHIVE,
        REGISTRY,
        STORED,
        ANYTHING
    }

    /** All commands, each before its subcommands. */
    static List<Completed> all(CommandHelp dray) {
        return of("", dray).toList();
    }

    private static Stream<Completed> of(String words, CommandHelp help) {
        return Stream.concat(
                Stream.of(new Completed(words, help)),
                help.commands().stream()
                        .flatMap(command -> of((words + " " + command.command().name()).strip(), command)));
    }

    /** The ways to type its words: its own name, and what other tools call it. */
    List<String> spellings() {
        boolean isSub = words.contains(" ");
        return Stream.concat(
                        Stream.of(words),
                        isSub
                                ? Stream.of()
                                : CommandWords.synonyms(help.command().name()).stream())
                .toList();
    }

    /** In the order of help. */
    List<OptionSpec> options() {
        return help.options().values().stream().flatMap(List::stream).toList();
    }

    /** Whether an option is followed by a value. */
    static boolean takesValue(OptionSpec option) {
        return option.arity().min() > 0;
    }

    /** The last of the positions that a parameter may have, counted from 0. */
    static int lastPosition(PositionalParamSpec parameter) {
        return parameter.isMultiValue() ? Integer.MAX_VALUE : parameter.index().min();
    }

    static Kind kind(ArgSpec argument) {
        Class<?> type = argument.auxiliaryTypes()[0];
        if (!choices(argument).isEmpty()) {
            return Kind.WORDS;
        }
        if (type == StoredName.class) {
            return Kind.STORED;
        }
        return switch (argument.paramLabel()) {
            case "SOURCE" -> Kind.PLACE;
            case "DESTINATION" -> Kind.DESTINATION;
            case "FILE" -> type == PlaceName.class ? Kind.ARCHIVE : Kind.FILE;
            case "REF" -> type == PlaceName.class ? Kind.REGISTRY : Kind.ANYTHING;
            case "SOCKET", "PATH" -> Kind.FILE;
            case "DIR" -> Kind.DIRECTORY;
            default -> Kind.ANYTHING;
        };
    }

    /** The words that an argument can be, as far as they are known. */
    static List<String> choices(ArgSpec argument) {
        String label = argument.paramLabel();
        if (label.equals("OS/ARCH")) {
            return PLATFORMS;
        }
        return label.contains("|") ? Arrays.asList(label.split("\\|", -1)) : List.of();
    }

    /** What the names of places begin with, each with what is there. */
    static Map<String, String> schemes(Predicate<String> ofSyntax) {
        Map<String, String> schemes = new LinkedHashMap<>();
        CommandHelp.places().forEach((name, meaning) -> {
            int colon = name.indexOf(':') + 1;
            if (colon > 0 && ofSyntax.test(name.substring(colon))) {
                schemes.put(
                        name.startsWith("//", colon) ? name.substring(0, colon + 2) : name.substring(0, colon),
                        meaning);
            }
        });
        return schemes;
    }

    /** The same for places that can be written to. */
    static Map<String, String> writableSchemes() {
        Map<String, String> schemes = schemes(syntax -> true);
        schemes.keySet().removeIf(scheme -> !(" " + PlaceNames.destinations()).contains(" " + scheme));
        return schemes;
    }

    /** All schemes without their colons, as alternatives. */
    static String schemePattern() {
        return String.join(
                "|",
                schemes(syntax -> true).keySet().stream()
                        .map(scheme -> scheme.substring(0, scheme.indexOf(':')))
                        .toList());
    }
}
