package dev.drayage.site;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * What can be searched for: each section of each page, and each type of the library. It is written as a script, because a
 * page that is opened from a disk may load scripts and nothing else.
 */
final class SearchIndex {
    private final List<Entry> entries = new ArrayList<>();

    /**
     * One thing to be found.
     *
     * @param kind what it is, in a word: page, command, section, option, class or package
     * @param title what is shown, and counts most
     * @param within where it is: the title of its page or its package
     * @param path relative to the site, with an anchor
     * @param text what else it is found by
     */
    record Entry(String kind, String title, String within, String path, String text) {}

    void add(Entry entry) {
        entries.add(entry);
    }

    /** Adds a page's sections, each with the text up to the next heading. */
    void add(Page page) {
        StringBuilder text = new StringBuilder();
        Heading current = new Heading(1, "", page.title());
        for (Node node : page.content().childNodes()) {
            Element element = node instanceof Element e ? e : null;
            if (element != null && element.tagName().matches("h[1-6]")) {
                addSection(page, current, text);
                current = page.headings().stream()
                        .filter(heading -> heading.id().equals(element.id()))
                        .findFirst()
                        .orElse(current);
                text.setLength(0);
            } else if (element != null) {
                text.append(text(element)).append(' ');
            } else if (node instanceof TextNode words) {
                text.append(words.text()).append(' ');
            }
        }
        addSection(page, current, text);
    }

    /** Adds a command as a whole, for each has the same sections, and its options. */
    void addManual(Page page) {
        entries.add(new Entry("command", page.title(), page.chapter().title(), page.path(), text(page.content())));
        for (Element option : page.content().select("dt[id]")) {
            entries.add(new Entry(
                    "option", option.text(), page.title(), page.path() + "#" + option.id(), description(option)));
        }
    }

    private static String text(Element element) {
        Element copy = element.clone();
        copy.select("figure.chart, .anchor").remove();
        return copy.text();
    }

    private static String description(Element option) {
        Element next = option.nextElementSibling();
        return next == null ? "" : next.text();
    }

    private void addSection(Page page, Heading heading, CharSequence text) {
        String words = text.toString().strip();
        String title = heading.text();
        if (heading.level() > 1) {
            String within = page.title();
            entries.add(new Entry("section", title, within, page.path() + "#" + heading.id(), words));
        } else if (!heading.id().isEmpty() || !words.isEmpty()) {
            String within = page.chapter().title();
            entries.add(new Entry("page", title, within, page.path(), words));
        }
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    String script() {
        return entries.stream()
                .map(entry -> List.of(entry.kind(), entry.title(), entry.within(), entry.path(), entry.text()).stream()
                        .map(Text::quote)
                        .collect(Collectors.joining(",", "[", "]")))
                .collect(Collectors.joining(",\n", "window.drayageIndex=[\n", "\n];\n"));
    }
}
