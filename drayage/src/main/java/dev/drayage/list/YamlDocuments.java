package dev.drayage.list;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The documents of a text in YAML. What is deep, or has many parts, is refused before it is taken into memory; an alias is
 * the very node that it stands for, so that aliases of aliases take no more memory than what is written.
 */
final class YamlDocuments {
    private static final int MAX_DEPTH = 60;
    private static final int MAX_EVENTS = 100_000;
    private static final int MAX_ALIASES = 10_000;

    private YamlDocuments() {}

    /** Whether a text is rather YAML than names: by its first line that is not empty or a comment. */
    static boolean isLikely(ListText list) {
        Optional<String> first = list.text()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst();
        return first.isPresent()
                && (first.get().startsWith("---")
                        || first.get().startsWith("%")
                        || first.get().startsWith("{")
                        || first.get().endsWith(":")
                        || first.get().contains(": "));
    }

    /** Takes one document after the other. */
    interface Each {
        void accept(Node document) throws InvalidListException;
    }

    /** Reads one document after the other: no more than one of them is in memory. */
    static void read(ListText list, Each each) throws InvalidListException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(list.label())
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            requireModest(parser(settings, list), list);
            Composer composer = new Composer(settings, parser(settings, list));
            while (composer.hasNext()) {
                each.accept(composer.next());
            }
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new InvalidListException(list.at(line), "it is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new InvalidListException(list.label(), "it is not YAML: " + e.getMessage());
        }
    }

    private static Parser parser(LoadSettings settings, ListText list) {
        return new ParserImpl(settings, new StreamReader(settings, list.text()));
    }

    private static void requireModest(Parser events, ListText list) throws InvalidListException {
        int depth = 0;
        int count = 0;
        while (events.hasNext()) {
            Event event = events.next();
            count = event instanceof DocumentStartEvent ? 1 : count + 1;
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > MAX_DEPTH || count > MAX_EVENTS) {
                int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
                throw new InvalidListException(
                        list.at(line),
                        depth > MAX_DEPTH
                                ? "it nests deeper than " + MAX_DEPTH + " levels"
                                : "a document has more than " + MAX_EVENTS + " parts");
            }
        }
    }
}
