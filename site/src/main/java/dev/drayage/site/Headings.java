package dev.drayage.site;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Element;

/** Gives headings the anchors that code hosts give them, so that links into a document are the same there and here. */
final class Headings {
    private Headings() {}

    static List<Heading> anchor(Element content) {
        Map<String, Integer> taken = new HashMap<>();
        List<Heading> headings = new ArrayList<>();
        for (Element element : content.select("h1, h2, h3, h4, h5, h6")) {
            String text = element.text();
            String slug = slug(text);
            int before = taken.merge(slug, 1, Integer::sum) - 1;
            String id = before == 0 ? slug : slug + "-" + before;
            element.attr("id", id);
            int level = element.tagName().charAt(1) - '0';
            if (level > 1) {
                element.appendElement("a")
                        .addClass("anchor")
                        .attr("href", "#" + id)
                        .attr("aria-label", "Link to “" + text + "”")
                        .text("#");
            }
            headings.add(new Heading(level, id, text));
        }
        return headings;
    }

    private static String slug(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\p{M}_ -]", "")
                .replace(' ', '-');
    }
}
