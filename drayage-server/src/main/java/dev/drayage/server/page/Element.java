package dev.drayage.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of a page with its attributes and what is in it. All text is escaped where it is written out, links are made
 * of {@link Href} alone, and no element or attribute exists that a browser would run: there is no way to write anything
 * else. For one thread.
 */
final class Element {
    private static final Set<String> VOID = Set.of("meta", "link", "input", "img", "br", "wbr");
    /** A script is one by its address only. */
    private static final Set<String> EMPTY = Set.of("script");

    private static final Set<String> NAMES = Set.of(
            "a", "bdi", "body", "button", "code", "dd", "details", "div", "dl", "dt", "em", "footer", "form", "h1",
            "h2", "h3", "head", "header", "html", "label", "li", "main", "nav", "ol", "option", "p", "pre", "search",
            "section", "select", "small", "span", "strong", "summary", "table", "tbody", "td", "th", "thead", "time",
            "title", "tr", "ul");
    private static final Set<String> ATTRIBUTES = Set.of(
            "alt",
            "autocomplete",
            "charset",
            "class",
            "content",
            "data-complete",
            "data-copy",
            "data-filter",
            "data-label",
            "datetime",
            "defer",
            "dir",
            "download",
            "for",
            "height",
            "hidden",
            "id",
            "lang",
            "method",
            "name",
            "open",
            "placeholder",
            "rel",
            "role",
            "scope",
            "selected",
            "spellcheck",
            "tabindex",
            "title",
            "type",
            "value",
            "width",
            "aria-current",
            "aria-describedby",
            "aria-hidden",
            "aria-label",
            "aria-labelledby",
            "aria-keyshortcuts",
            "aria-live");
    private static final Set<String> ADDRESSES = Set.of("action", "formaction", "href", "src");

    private final String name;
    private final List<Map.Entry<String, String>> attributes = new ArrayList<>();
    /** Elements, and text as strings. */
    private final List<Object> children = new ArrayList<>();

    private Element(String name) {
        if (!NAMES.contains(name) && !VOID.contains(name) && !EMPTY.contains(name)) {
            throw new IllegalArgumentException("pages have no element " + name);
        }
        this.name = name;
    }

    static Element of(String name) {
        return new Element(name);
    }

    static Element of(String name, String text) {
        return new Element(name).text(text);
    }

    static Element of(String name, Element... children) {
        return new Element(name).add(children);
    }

    /** A link. */
    static Element link(Href to, String text) {
        return new Element("a").address("href", to).text(text);
    }

    /** A name that somebody gave, which must not change the direction of what surrounds it. */
    static Element name(String text) {
        return new Element("bdi").text(text);
    }

    /** Sets an attribute. */
    Element with(String attribute, String value) {
        if (!ATTRIBUTES.contains(attribute)) {
            throw new IllegalArgumentException("elements have no attribute " + attribute);
        }
        if (attribute.equals("content") && !name.equals("meta")) {
            throw new IllegalArgumentException("only meta has content");
        }
        attributes.add(Map.entry(attribute, value));
        return this;
    }

    /** Sets an attribute that holds an address. */
    Element address(String attribute, Href value) {
        if (!ADDRESSES.contains(attribute)) {
            throw new IllegalArgumentException(attribute + " holds no address");
        }
        attributes.add(Map.entry(attribute, value.toString()));
        return this;
    }

    Element text(String text) {
        return append(text);
    }

    Element add(Element... more) {
        for (Element each : more) {
            append(each);
        }
        return this;
    }

    Element addAll(List<Element> more) {
        more.forEach(this::append);
        return this;
    }

    private Element append(Object child) {
        if (VOID.contains(name) || EMPTY.contains(name)) {
            throw new IllegalStateException(name + " holds nothing");
        }
        children.add(child);
        return this;
    }

    boolean isEmpty() {
        return children.isEmpty();
    }

    /** The whole page of which this is the root. */
    String toPage() {
        StringBuilder out = new StringBuilder(8192).append("<!DOCTYPE html>\n");
        write(out);
        return out.append('\n').toString();
    }

    /** Without recursion into text; pages are made by this package and no deeper than its code. */
    private void write(StringBuilder out) {
        out.append('<').append(name);
        for (Map.Entry<String, String> attribute : attributes) {
            out.append(' ').append(attribute.getKey()).append("=\"");
            escape(attribute.getValue(), out);
            out.append('"');
        }
        out.append('>');
        if (VOID.contains(name)) {
            return;
        }
        for (Object child : children) {
            if (child instanceof Element element) {
                element.write(out);
            } else {
                escape((String) child, out);
            }
        }
        out.append("</").append(name).append('>');
    }

    private static void escape(String text, StringBuilder out) {
        String visible = Visible.text(text);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }
}
