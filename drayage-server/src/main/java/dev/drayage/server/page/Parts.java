package dev.drayage.server.page;

import dev.drayage.oci.Digest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What several pages show in the same way. */
final class Parts {
    /** Longer values are cut; whole they are in the document they come from. */
    static final int VALUE_CHARS = 4096;

    /** More of a kind are not shown at once. */
    static final int ROWS = 500;

    private static final int CHIPS = 12;

    private Parts() {}

    /** A section with its heading, which links can lead to. */
    static Element section(String id, String heading) {
        return Element.of("section", Element.of("h2", heading).with("id", id)).with("aria-labelledby", id);
    }

    /** Text of less weight. */
    static Element quiet(String text) {
        return Element.of("span", text).with("class", "quiet");
    }

    /** What stands where there is nothing to say. */
    static Element none() {
        return Element.of("span", "–").with("class", "none quiet");
    }

    static Element notice(String text) {
        return Element.of("p", text).with("class", "notice");
    }

    /** A digest in short, as a link. */
    static Element digest(Digest digest, Href to) {
        return Element.link(to, digest.shortForm()).with("class", "digest").with("title", digest.toString());
    }

    /** A whole digest, to be copied. */
    static Element digest(Digest digest) {
        return Element.of("code", digest.toString()).with("class", "digest").with("data-copy", "digest");
    }

    /** A value that somebody wrote: of any length, in any script, with line breaks. */
    static Element value(String text) {
        return Element.of("bdi", Visible.cut(text, VALUE_CHARS))
                .with("class", "value")
                .with("dir", "auto");
    }

    /** When something was made: the day, and the rest for whoever points at it. */
    static Element date(@Nullable String written) {
        if (written == null || written.isEmpty()) {
            return none();
        }
        try {
            Instant time = OffsetDateTime.parse(written).toInstant();
            return Element.of(
                            "time", time.atOffset(ZoneOffset.UTC).toLocalDate().toString())
                    .with("datetime", time.toString())
                    .with("title", time.toString());
        } catch (DateTimeParseException e) {
            return Element.name(Visible.cut(written, 40));
        }
    }

    static Element size(Optional<Long> bytes) {
        return bytes.map(Sizes::element).orElseGet(() -> none());
    }

    /** Names and values, such as labels, annotations and variables. */
    static Element pairs(Iterable<Map.Entry<String, String>> pairs) {
        Element list = Element.of("dl").with("class", "pairs");
        int count = 0;
        for (Map.Entry<String, String> pair : pairs) {
            if (++count > ROWS) {
                break;
            }
            list.add(Element.of(
                    "div",
                    Element.of("dt", Element.name(Visible.cut(pair.getKey(), 256))),
                    Element.of("dd", value(pair.getValue()))));
        }
        Element all = Element.of("div", list);
        return count > ROWS ? all.add(notice("More than " + ROWS + " are not shown; the raw document has them.")) : all;
    }

    /** The facts at the top of a page. */
    static Element facts(List<Map.Entry<String, Element>> facts) {
        Element list = Element.of("dl").with("class", "facts");
        facts.forEach(fact ->
                list.add(Element.of("div", Element.of("dt", fact.getKey()), Element.of("dd", fact.getValue()))));
        return list;
    }

    /** Links to the sections of a page. */
    static Element contents(Map<String, String> sections) {
        Element list = Element.of("ul");
        sections.forEach((id, heading) -> list.add(Element.of("li", Element.link(Href.anchor(id), heading))));
        return Element.of("nav", list).with("class", "contents").with("aria-label", "On this page");
    }

    /**
     * A filter that works as a form, and as one types where scripts run.
     *
     * @param parameter what the form sends the text as
     * @param hidden what else it sends
     * @param complete whether the page shows all that there is, so that it need not be sent
     */
    static Element filter(
            Href action, String parameter, String label, String text, Map<String, String> hidden, boolean complete) {
        Element input = Element.of("input")
                .with("type", "search")
                .with("id", "filter")
                .with("name", parameter)
                .with("value", text)
                .with("autocomplete", "off")
                .with("spellcheck", "false")
                .with("aria-keyshortcuts", "/");
        Element form = Element.of("form")
                .with("class", "filter")
                .with("role", "search")
                .with("method", "get")
                .address("action", action)
                .with("data-filter", "list");
        if (complete) {
            form.with("data-complete", "");
        }
        hidden.forEach((name, value) -> form.add(
                Element.of("input").with("type", "hidden").with("name", name).with("value", value)));
        return form.add(Element.of("label", label).with("for", "filter"))
                .add(Element.of(
                                "span",
                                input,
                                Element.of("button", parameter.equals("q") ? "Filter" : "Find")
                                        .with("type", "submit"))
                        .with("class", "field"));
    }

    /** The links below a list that goes on. */
    static Element pages(@Nullable Href first, @Nullable Href next) {
        Element nav = Element.of("nav").with("class", "pages").with("aria-label", "Pages");
        if (first != null) {
            nav.add(Element.link(first, "First page"));
        }
        if (next != null) {
            nav.add(Element.link(next, "Next page").with("rel", "next"));
        }
        return nav;
    }

    /** Short things beside each other, with space between them for those who do not see them. */
    static Element beside(List<Element> things) {
        Element chips = Element.of("span").with("class", "chips");
        for (Element each : things) {
            if (!chips.isEmpty()) {
                chips.text(" ");
            }
            chips.add(each);
        }
        return chips;
    }

    /** The first of these texts, and how many more there are. */
    static Element chips(Set<?> texts) {
        if (texts.isEmpty()) {
            return none();
        }
        List<Element> chips = new ArrayList<>();
        texts.stream()
                .limit(CHIPS)
                .forEach(text ->
                        chips.add(Element.name(Visible.cut(text.toString(), 60)).with("class", "chip")));
        if (texts.size() > CHIPS) {
            chips.add(quiet("and " + (texts.size() - CHIPS) + " more"));
        }
        return beside(chips);
    }
}
