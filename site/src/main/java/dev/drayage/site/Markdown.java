package dev.drayage.site;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/** Reads the Markdown of code hosts: CommonMark with tables. */
final class Markdown {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder().extensions(List.of(TablesExtension.create())).build();

    private Markdown() {}

    /** The document as the children of one {@code div}; comments are left out. */
    static Element read(String text) {
        return html(RENDERER.render(PARSER.parse(text)));
    }

    static Element html(String html) {
        Document document = Jsoup.parseBodyFragment(html);
        // White space of code blocks stays; that of the rest is the renderer's.
        document.outputSettings().prettyPrint(false);
        List<Node> comments = new ArrayList<>();
        document.body().traverse((node, depth) -> {
            if (node instanceof Comment) {
                comments.add(node);
            }
        });
        comments.forEach(Node::remove);
        Element content = document.createElement("div");
        content.appendChildren(new ArrayList<>(document.body().childNodes()));
        document.body().appendChild(content);
        return content;
    }

    /** What begins with the heading of level 2 of this title and ends before the next; empty if there is none. */
    static List<Node> section(Element content, String title) {
        List<Node> nodes = new ArrayList<>();
        boolean inside = false;
        for (Node node : content.childNodes()) {
            if (node instanceof Element element && element.is("h2")) {
                inside = element.text().equals(title);
            }
            if (inside) {
                nodes.add(node);
            }
        }
        return nodes;
    }
}
