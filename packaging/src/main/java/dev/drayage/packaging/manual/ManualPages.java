package dev.drayage.packaging.manual;

import dev.drayage.cli.CommandHelp;
import dev.drayage.packaging.manual.Page.Block;
import dev.drayage.packaging.manual.Page.Entry;
import dev.drayage.packaging.manual.Page.Lines;
import dev.drayage.packaging.manual.Page.Paragraph;
import dev.drayage.packaging.manual.Page.Section;
import dev.drayage.packaging.manual.Page.Span;
import dev.drayage.packaging.manual.Page.Style;
import dev.drayage.packaging.manual.Page.Subheading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Makes pages of what help says, and of what the environment has to do with it. */
final class ManualPages {
    private ManualPages() {}

    /** A page for the command and one for each of its subcommands, at any depth. */
    static List<Page> of(CommandHelp help) {
        List<Page> pages = new ArrayList<>(List.of(page(help)));
        help.commands().forEach(command -> pages.addAll(of(command)));
        return pages;
    }

    private static Page page(CommandHelp help) {
        List<Section> sections = new ArrayList<>();
        sections.add(section("NAME", new Paragraph(name(help.command()) + " - " + summary(help))));
        sections.add(section("SYNOPSIS", new Entry(synopsis(help), "")));
        sections.add(new Section("DESCRIPTION", description(help)));
        if (!help.commands().isEmpty()) {
            sections.add(new Section("COMMANDS", commands(help)));
        }
        sections.add(new Section("OPTIONS", options(help)));
        if (isRoot(help)) {
            sections.add(new Section("PLACES", places()));
        }
        if (!help.examples().isEmpty()) {
            sections.add(section("EXAMPLES", new Lines(help.examples())));
        }
        sections.add(new Section("EXIT STATUS", Surroundings.exitStatus()));
        sections.add(new Section("ENVIRONMENT", Surroundings.variables(help)));
        List<Block> files = Surroundings.files(help);
        if (!files.isEmpty()) {
            sections.add(new Section("FILES", files));
        }
        sections.add(section("SEE ALSO", new Paragraph(seeAlso(help))));
        return new Page(name(help.command()), sections);
    }

    static boolean isRoot(CommandHelp help) {
        return help.command().parent() == null;
    }

    /** The name of its page. */
    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private static Section section(String heading, Block block) {
        return new Section(heading, List.of(block));
    }

    /** The first sentence of its description, as one line among others. */
    private static String summary(CommandHelp help) {
        String first = help.summary();
        return first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1);
    }

    private static List<Span> synopsis(CommandHelp help) {
        List<Span> spans = new ArrayList<>();
        for (String word : String.join(" ", help.synopsis()).split(" ", -1)) {
            boolean isTyped = word.matches("[a-z-]+");
            spans.add(new Span(isTyped ? Style.TYPED : Style.PLACEHOLDER, word));
            spans.add(new Span(Style.PLAIN, " "));
        }
        return spans.subList(0, spans.size() - 1);
    }

    private static List<Block> description(CommandHelp help) {
        List<Block> blocks = new ArrayList<>(text(help.description()));
        for (PositionalParamSpec parameter : help.parameters()) {
            blocks.add(new Entry(
                    List.of(new Span(Style.PLACEHOLDER, CommandHelp.placeholder(parameter))),
                    CommandHelp.meaning(parameter)));
        }
        if (help.parameters().stream()
                .anyMatch(parameter -> parameter.paramLabel().matches("SOURCE|DESTINATION"))) {
            blocks.add(new Paragraph("How places are named is told in dray(1)."));
        }
        List<String> others = help.otherWords();
        if (!others.isEmpty()) {
            blocks.add(new Paragraph("Users of other tools may type "
                    + others.stream().map(word -> "dray " + word).collect(Collectors.joining(", "))
                    + ", where it does the same."));
        }
        return blocks;
    }

    /** Paragraphs, and between them what is shown as it is. */
    private static List<Block> text(List<String> paragraphs) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String paragraph :
                Stream.concat(paragraphs.stream(), Stream.of("")).toList()) {
            if (paragraph.startsWith(" ")) {
                lines.add(paragraph.substring(2));
                continue;
            }
            if (!lines.isEmpty()) {
                blocks.add(new Lines(List.copyOf(lines)));
                lines.clear();
            }
            if (!paragraph.isEmpty()) {
                blocks.add(new Paragraph(paragraph));
            }
        }
        return blocks;
    }

    private static List<Block> commands(CommandHelp help) {
        List<Block> blocks = new ArrayList<>();
        for (CommandHelp command : help.commands()) {
            blocks.add(new Entry(
                    List.of(new Span(Style.TYPED, command.command().qualifiedName())),
                    command.description().get(0)));
        }
        return blocks;
    }

    private static List<Block> options(CommandHelp help) {
        List<Block> blocks = new ArrayList<>();
        for (Map.Entry<String, List<OptionSpec>> section : help.options().entrySet()) {
            if (!section.getKey().isEmpty()) {
                blocks.add(new Subheading(section.getKey()));
            }
            section.getValue().forEach(option -> blocks.add(new Entry(term(option), CommandHelp.meaning(option))));
        }
        return blocks;
    }

    private static List<Span> term(OptionSpec option) {
        List<Span> spans = new ArrayList<>();
        for (String name : CommandHelp.names(option)) {
            if (!spans.isEmpty()) {
                spans.add(new Span(Style.PLAIN, ", "));
            }
            spans.add(new Span(Style.TYPED, name));
        }
        if (option.arity().max() > 0) {
            spans.add(new Span(Style.PLAIN, "="));
            spans.add(new Span(Style.PLACEHOLDER, option.paramLabel()));
        }
        return spans;
    }

    private static List<Block> places() {
        List<Block> blocks = new ArrayList<>(List.of(new Paragraph("Images are named as skopeo names them.")));
        CommandHelp.places().forEach((name, meaning) -> {
            int colon = name.indexOf(':') + 1;
            int typed = name.startsWith("//", colon) ? colon + 2 : colon;
            blocks.add(new Entry(
                    List.of(
                            new Span(Style.TYPED, name.substring(0, typed)),
                            new Span(Style.PLACEHOLDER, name.substring(typed))),
                    "An image " + meaning + "."));
        });
        return blocks;
    }

    private static String seeAlso(CommandHelp help) {
        TreeSet<String> names = new TreeSet<>();
        CommandSpec command = help.command();
        if (command.parent() != null) {
            names.add(name(command.parent()));
            // Siblings of a group belong together; those of dray itself are in its own page.
            if (command.parent().parent() != null) {
                command.parent().subcommands().values().forEach(other -> names.add(name(other.getCommandSpec())));
            }
        }
        command.subcommands().values().forEach(other -> names.add(name(other.getCommandSpec())));
        names.remove(name(command));
        return names.stream().map(name -> name + "(1)").collect(Collectors.joining(", "));
    }
}
