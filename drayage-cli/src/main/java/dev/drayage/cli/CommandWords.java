package dev.drayage.cli;

import dev.drayage.name.EditDistance;
import dev.drayage.name.PathKind;
import dev.drayage.oci.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Reads a command line in the words of other tools: what dray does by another name is put in its own words, and of what
 * it does otherwise, or not at all, the user is told the command to type.
 */
final class CommandWords {
    /** Commands that are one of dray's, whatever follows. */
    private static final Map<String, List<String>> SAME = Map.ofEntries(
            Map.entry("cp", List.of("copy")),
            Map.entry("images", List.of("ls")),
            Map.entry("list", List.of("ls")),
            Map.entry("rmi", List.of("rm")),
            Map.entry("untag", List.of("rm")),
            Map.entry("remove", List.of("rm")),
            Map.entry("validate", List.of("verify")),
            Map.entry("check", List.of("verify")),
            Map.entry("catalog", List.of("repositories")),
            Map.entry("list-tags", List.of("tags")),
            Map.entry("resolve", List.of("digest")),
            Map.entry("manifest", List.of("inspect", "--raw")),
            Map.entry("config", List.of("inspect", "--config")),
            Map.entry("leases", List.of("lease")),
            Map.entry("completion", List.of("generate-completion")));

    /** Words that other tools put before a command. */
    private static final Map<String, Set<String>> GROUPS = Map.of(
            "images", Set.of("ls", "list", "pull", "push", "export", "import", "tag", "rm", "remove", "check", "label"),
            "i", Set.of("ls", "list", "pull", "push", "export", "import", "tag", "rm", "remove", "check", "label"),
            "manifest", Set.of("get", "fetch", "inspect"),
            "auth", Set.of("login", "logout"),
            "registry", Set.of("login", "logout"),
            "repo", Set.of("ls", "list", "tags"));

    private static final Map<String, String> REPOSITORY_WORDS =
            Map.of("ls", "repositories", "list", "repositories", "tags", "tags");

    /** Options that are for every command, and taken before its name too. */
    private static final Set<String> ANYWHERE = Set.of("--debug", "--json", "--quiet", "-q");

    private final Function<String, CommandSpec> commands;

    /** @param commands gives the model of a command, to tell its options from what they are given for */
    CommandWords(Function<String, CommandSpec> commands) {
        this.commands = commands;
    }

    /** Is thrown for a command line that is to be written otherwise. */
    static final class OtherWordsException extends Exception {
        private static final long serialVersionUID = 1L;

        OtherWordsException(String message) {
            super(message);
        }
    }

    /** The words of another tool that are taken for a command. */
    static List<String> understood() {
        return Stream.concat(SAME.keySet().stream(), Stream.of("help", "pull", "push", "save", "load"))
                .toList();
    }

    /** The words of another tool that are taken for this command, sorted. */
    static List<String> meaning(String command) {
        Map<String, String> alike = Map.of("pull", "copy", "push", "copy", "save", "export", "load", "import");
        return Stream.concat(
                        synonyms(command).stream(),
                        alike.keySet().stream().filter(word -> command.equals(alike.get(word))))
                .sorted()
                .toList();
    }

    /** Those of them that are followed by the same. */
    static List<String> synonyms(String command) {
        return SAME.keySet().stream()
                .filter(word -> List.of(command).equals(SAME.get(word)))
                .sorted()
                .toList();
    }

    /**
     * The command line in dray's own words.
     *
     * @throws OtherWordsException if the first word is the command of another tool that is not one thing here
     */
    List<String> translate(List<String> words) throws OtherWordsException {
        int command = 0;
        while (command < words.size() && ANYWHERE.contains(words.get(command))) {
            command++;
        }
        if (command == words.size() || words.get(command).startsWith("-")) {
            return words;
        }
        List<String> rest = new ArrayList<>(words.subList(command + 1, words.size()));
        rest.addAll(words.subList(0, command));
        return command(words.get(command), rest);
    }

    private List<String> command(String word, List<String> rest) throws OtherWordsException {
        String next = rest.isEmpty() ? "" : rest.get(0);
        List<String> afterNext = rest.isEmpty() ? rest : rest.subList(1, rest.size());
        if (GROUPS.getOrDefault(word, Set.of()).contains(next)
                || (word.equals("image") && (isKnown(next) || CommandHints.of(next) != null))) {
            return switch (word) {
                case "manifest" -> command("manifest", afterNext);
                case "repo" -> joined(List.of(REPOSITORY_WORDS.getOrDefault(next, next)), afterNext);
                default -> command(next, afterNext);
            };
        }
        if (word.equals("export")) {
            requireOutput(rest);
        }
        if (CommandList.NAMES.contains(word)) {
            return joined(List.of(word), rest);
        }
        return switch (word) {
            case "help" -> help(rest);
            case "pull" -> pull(rest);
            case "push" -> push(rest);
            case "save" -> save(rest);
            case "load" -> load(rest);
            default -> sameOrHint(word, rest);
        };
    }

    private static List<String> sameOrHint(String word, List<String> rest) throws OtherWordsException {
        List<String> same = SAME.get(word);
        if (same != null) {
            return joined(same, rest);
        }
        String hint = CommandHints.of(word);
        if (hint != null) {
            throw new OtherWordsException("'" + word + "' is not a command"
                    + hint.replace("ARGS", quoted(rest)).stripTrailing());
        }
        throw new OtherWordsException("'" + word + "' is not a command" + nearest(word));
    }

    private static String nearest(String word) {
        List<String> known =
                Stream.concat(CommandList.NAMES.stream(), understood().stream()).toList();
        return EditDistance.nearest(word, known)
                .map(near -> ", did you mean " + near + "?")
                .orElse("; dray --help lists those there are");
    }

    private static boolean isKnown(String word) {
        return CommandList.NAMES.contains(word) || understood().contains(word);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private List<String> help(List<String> rest) throws OtherWordsException {
        List<String> of = rest.stream().filter(word -> !word.startsWith("-")).toList();
        if (of.isEmpty()) {
            return List.of("--help");
        }
        List<String> own = CommandList.NAMES.contains(of.get(0)) || of.get(0).matches("pull|push|save|load")
                ? of
                : command(of.get(0), of.subList(1, of.size()));
        return switch (own.get(0)) {
            case "pull", "push" -> List.of("copy", "--help");
            case "save" -> List.of("export", "--help");
            case "load" -> List.of("import", "--help");
            case "--help" -> List.of("--help");
            default -> joined(own, List.of("--help"));
        };
    }

    /** {@code pull REF} takes an image into the local store, by the name it has in the registry. */
    private List<String> pull(List<String> rest) throws OtherWordsException {
        Line line = Line.of(rest, commands.apply("copy"));
        if (line.places().size() != 1) {
            String file = line.places().size() == 2 ? quoted(line.places().get(1)) : "FILE";
            String ref = line.places().isEmpty()
                    ? "REF"
                    : quoted(withoutScheme(line.places().get(0)));
            throw new OtherWordsException(
                    "pull takes one image into the local store; to get an archive, type: dray export" + " docker://"
                            + ref + " -o " + file);
        }
        String ref = withoutScheme(line.places().get(0));
        return joined(List.of("copy"), joined(line.options(), List.of("docker://" + ref, fullName(ref, "pull"))));
    }

    /** {@code push NAME} takes an image from the local store to the registry that its name begins with. */
    private List<String> push(List<String> rest) throws OtherWordsException {
        Line line = Line.of(rest, commands.apply("copy"));
        List<String> places = line.places();
        if (places.size() == 2) {
            String source = places.get(0);
            String to = withoutScheme(places.get(1));
            Optional<String> kind = PathKind.found(PathKind.path(source));
            throw new OtherWordsException("push takes one image of the local store to where its name leads; otherwise,"
                    + " type: dray copy "
                    + quoted(kind.map(scheme -> scheme + ":").orElse("") + source) + " docker://"
                    + quoted(to));
        }
        if (places.size() != 1) {
            throw new OtherWordsException("push takes one image of the local store; to push another, type: dray copy"
                    + " SOURCE docker://REF");
        }
        String name = withoutScheme(places.get(0));
        String full = fullName(name, "push");
        return joined(List.of("copy"), joined(line.options(), List.of(name, "docker://" + full)));
    }

    private static String fullName(String ref, String command) throws OtherWordsException {
        try {
            return Reference.parse(ref).withDefaultTag().toString();
        } catch (IllegalArgumentException e) {
            throw new OtherWordsException(command + ": " + e.getMessage());
        }
    }

    private static String withoutScheme(String name) {
        return name.startsWith("docker://") ? name.substring("docker://".length()) : name;
    }

    /** {@code save NAME [-o FILE]} writes to standard output if it is given no file. */
    private static List<String> save(List<String> rest) {
        return joined(List.of("export"), namesOutput(rest) ? rest : joined(rest, List.of("-o", "-")));
    }

    private static boolean namesOutput(List<String> rest) {
        return rest.stream().anyMatch(word -> word.matches("-o.*|--output(=.*)?|-h|--help"));
    }

    /** Of ctr's {@code export FILE NAME...} and crane's {@code pull NAME FILE}, tells where the file is to be written. */
    private void requireOutput(List<String> rest) throws OtherWordsException {
        Line line = Line.of(rest, commands.apply("export"));
        List<String> places = new ArrayList<>(line.places());
        if (namesOutput(rest) || places.size() < 2) {
            return;
        }
        boolean isFirst = isOutput(places.get(0));
        if (isFirst || isOutput(places.get(places.size() - 1))) {
            String file = places.remove(isFirst ? 0 : places.size() - 1);
            throw new OtherWordsException("export writes to the file that -o names; type: dray export "
                    + quoted(joined(places, line.options()))
                    + " -o " + quoted(file) + (isFirst ? "; an image in a containerd is containerd:NAME" : ""));
        }
    }

    private static boolean isOutput(String word) {
        return word.equals("-") || (word.indexOf(':') < 0 && PathKind.isNamedAsArchive(word));
    }

    /** {@code load [-i FILE]} reads standard input if it is given no file. */
    private List<String> load(List<String> rest) {
        List<String> words = new ArrayList<>();
        for (String word : rest) {
            if (word.startsWith("--input=")) {
                words.add(word.substring("--input=".length()));
            } else if (!word.equals("-i") && !word.equals("--input")) {
                words.add(word);
            }
        }
        boolean named = !Line.of(words, commands.apply("import")).places().isEmpty()
                || words.stream().anyMatch(word -> word.matches("-h|--help"));
        return joined(List.of("import"), named ? words : joined(words, List.of("-")));
    }

    /** As a shell takes it. */
    private static String quoted(List<String> words) {
        return words.stream().map(CommandWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@=,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * What follows a command.
     *
     * @param options options, with what they are given
     * @param places all else
     */
    private record Line(List<String> options, List<String> places) {
        static Line of(List<String> words, CommandSpec command) {
            Line line = new Line(new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (!word.startsWith("-") || word.equals("-")) {
                    line.places.add(word);
                    continue;
                }
                line.options.add(word);
                OptionSpec option = command.findOption(word);
                if (option != null && takesValue(option) && i + 1 < words.size()) {
                    i++;
                    line.options.add(words.get(i));
                }
            }
            return line;
        }

        private static boolean takesValue(ArgSpec option) {
            return option.arity().min() > 0;
        }
    }
}
