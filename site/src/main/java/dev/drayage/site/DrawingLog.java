package dev.drayage.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Element;

/** Which tables were drawn, by the heading that they are under, and which were not, and why. */
final class DrawingLog {
    private final List<String> drawn = new ArrayList<>();
    private final List<String> left = new ArrayList<>();

    void draw(String heading) {
        drawn.add(heading);
    }

    /** Notes that a table stays a table, and is empty. */
    <T> Optional<T> leave(Element table, String reason) {
        left.add(heading(table) + ": " + reason);
        return Optional.empty();
    }

    List<String> drawn() {
        return List.copyOf(drawn);
    }

    List<String> left() {
        return List.copyOf(left);
    }

    /** The text of the headings above an element, from that of level 2 downwards. */
    static String heading(Element element) {
        String text = "";
        int level = 7;
        for (Element before = element.previousElementSibling();
                before != null && level > 2;
                before = before.previousElementSibling()) {
            if (before.tagName().matches("h[2-6]") && before.tagName().charAt(1) - '0' < level) {
                level = before.tagName().charAt(1) - '0';
                text = text.isEmpty() ? before.ownText() : before.ownText() + ": " + text;
            }
        }
        return text;
    }
}
