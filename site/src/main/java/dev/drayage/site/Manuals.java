package dev.drayage.site;

import dev.drayage.packaging.manual.Manual;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/** The manual of each command, as pages in {@code man/}. */
final class Manuals {
    private static final Pattern OPTION = Pattern.compile("--([a-z][a-z-]*)");

    /** An option in running text; in what is code already, one stands behind a tag or a quotation mark. */
    private static final Pattern NAMED_OPTION = Pattern.compile("(?<=^|[ (])--[a-z][a-z-]*[a-z]");

    private Manuals() {}

    static List<Page> read() throws IOException {
        Path directory = Files.createTempDirectory("drayage-manual");
        List<Path> files = List.of();
        try {
            Manual.main(new String[] {"--markdown", directory.toString()});
            try (Stream<Path> written = Files.list(directory)) {
                files = written.sorted(Comparator.comparing(Manuals::name)).toList();
            }
            List<Page> pages = new ArrayList<>();
            for (Path file : files) {
                pages.add(page(file));
            }
            return pages;
        } finally {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(directory);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.md$", "");
    }

    private static Page page(Path file) throws IOException {
        String name = name(file);
        Element content = Markdown.read(Files.readString(file));
        for (Element link : content.select("a[href$=.md]")) {
            link.attr("href", link.attr("href").replaceFirst("\\.md$", ".html"));
        }
        content.select("ul").forEach(Manuals::define);
        for (Element text : content.select("p, dd")) {
            text.html(NAMED_OPTION.matcher(text.html()).replaceAll("<code>$0</code>"));
        }
        Element title = content.selectFirst("h1");
        String label = name.replace('-', ' ');
        if (title != null) {
            title.text(label);
        }
        return Page.of("man/" + name + ".html", "", Chapter.COMMAND, label, content);
    }

    /** Makes a list of terms and what they mean of a list of “{@code term}: meaning”; options can be linked to. */
    private static void define(Element list) {
        list.tagName("dl");
        for (Element item : list.select("> li")) {
            Element paragraph = item.child(0).is("p") ? item.child(0) : item;
            Element term = paragraph.child(0);
            term.remove();
            Element meaning = list.appendElement("dd");
            for (Node node : List.copyOf(paragraph.childNodes())) {
                meaning.appendChild(node);
            }
            meaning.html(meaning.html().replaceFirst("^\\s*:\\s*", ""));
            Element defined = list.appendElement("dt").appendChild(term);
            meaning.before(defined);
            Matcher option = OPTION.matcher(term.text());
            if (option.find()) {
                defined.id("option-" + option.group(1).toLowerCase(Locale.ROOT));
            }
            item.remove();
        }
    }
}
