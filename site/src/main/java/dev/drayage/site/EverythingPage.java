package dev.drayage.site;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The index on a page of its own, for reading without JavaScript. */
final class EverythingPage {
    private static final Comparator<SearchIndex.Entry> ORDER = Comparator.comparing(
                    (SearchIndex.Entry entry) -> sortKey(entry.title()))
            .thenComparing(SearchIndex.Entry::within)
            .thenComparing(SearchIndex.Entry::path);

    private EverythingPage() {}

    static Page make(List<SearchIndex.Entry> entries) {
        Map<String, List<SearchIndex.Entry>> letters = entries.stream()
                .sorted(ORDER)
                .collect(Collectors.groupingBy(EverythingPage::letter, TreeMap::new, Collectors.toList()));
        StringBuilder html = new StringBuilder("<h1>Index</h1><p>Every page, section, command, option and type.</p>");
        html.append("<p class=\"letters\">");
        letters.keySet().forEach(letter -> html.append("<a href=\"#")
                .append(anchor(letter))
                .append("\">")
                .append(letter)
                .append("</a> "));
        html.append("</p>");
        letters.forEach((letter, list) -> {
            html.append("<h2>").append(letter).append("</h2><ul class=\"index\">");
            list.stream()
                    .collect(Collectors.groupingBy(SearchIndex.Entry::title, LinkedHashMap::new, Collectors.toList()))
                    .forEach((title, same) -> html.append(item(title, same)));
            html.append("</ul>");
        });
        return Page.of("everything.html", "", Chapter.PROJECT, "Index", Markdown.html(html.toString()));
    }

    /** What goes by one title, for example an option of several commands, is listed once. */
    private static String item(String title, List<SearchIndex.Entry> entries) {
        SearchIndex.Entry first = entries.get(0);
        if (entries.size() == 1) {
            return "<li>" + link(first.path(), title) + " <span>" + Text.escape(first.kind() + ", " + first.within())
                    + "</span></li>";
        }
        return "<li>" + Text.escape(title) + " <span>"
                + entries.stream()
                        .map(entry -> link(entry.path(), entry.within()))
                        .collect(Collectors.joining(", "))
                + "</span></li>";
    }

    private static String link(String path, String text) {
        return "<a href=\"" + Text.escape(path) + "\">" + Text.escape(text) + "</a>";
    }

    private static String letter(SearchIndex.Entry entry) {
        String key = sortKey(entry.title());
        char first = key.isEmpty() ? '0' : key.charAt(0);
        return first >= 'a' && first <= 'z' ? String.valueOf((char) (first - 'a' + 'A')) : "0–9";
    }

    private static String anchor(String letter) {
        return letter.equals("0–9") ? "09" : letter.toLowerCase(Locale.ROOT);
    }

    private static String sortKey(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("^[^\\p{L}\\p{N}]+", "");
    }
}
