package dev.drayage.server.page;

import dev.drayage.repository.Repositories;
import dev.drayage.server.http.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The list of repositories, by pages and by what is in their names. */
final class RepositoriesPage {
    private static final int CHUNK = 1000;

    private final Repositories repositories;
    private final PageOptions options;

    RepositoriesPage(Repositories repositories, PageOptions options) {
        this.repositories = repositories;
        this.options = options;
    }

    /**
     * Some of a list.
     *
     * @param names those that fit
     * @param next the name after which to go on; null at the end
     */
    record Slice(List<String> names, @Nullable String next) {}

    /** Gives names in order, so many after one. */
    @FunctionalInterface
    interface Names {
        List<String> after(String name, int limit) throws IOException;
    }

    /** The names that fit, as many as a page has, looking through no more than the limit. */
    static Slice slice(Names names, String after, String text, PageOptions options) throws IOException {
        String wanted = text.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        int scanned = 0;
        String last = after;
        while (true) {
            int limit = wanted.isEmpty() ? options.rows() + 1 : CHUNK;
            List<String> some = names.after(last, limit);
            for (String name : some) {
                if (found.size() == options.rows() || scanned >= options.scanned()) {
                    return new Slice(found, last);
                }
                scanned++;
                last = name;
                if (name.toLowerCase(Locale.ROOT).contains(wanted)) {
                    found.add(name);
                }
            }
            if (some.size() < limit) {
                return new Slice(found, null);
            }
        }
    }

    HtmlPage page(Request request) throws IOException {
        String after = request.parameter("after").orElse("");
        String text = request.parameter("q").orElse("").strip();
        Slice slice =
                slice((name, limit) -> repositories.names(name.isEmpty() ? null : name, limit), after, text, options);
        Element list = Element.of("ul").with("class", "repositories");
        for (String name : slice.names()) {
            int slash = name.lastIndexOf('/') + 1;
            Element label = Element.of("bdi")
                    .add(Parts.quiet(name.substring(0, slash)))
                    .add(Element.of("strong", name.substring(slash)));
            list.add(Element.of("li", Element.of("a", label).address("href", Href.repository(name))));
        }
        Href more = text.isEmpty() ? Href.home() : Href.home().with("q", text);
        Element found = Element.of("div").with("id", "list");
        if (slice.names().isEmpty()) {
            found.add(Element.of("p", nothing(text, slice.next() != null)).with("class", "empty"));
        } else {
            found.add(list);
        }
        found.add(Parts.pages(
                after.isEmpty() ? null : more, slice.next() == null ? null : more.with("after", slice.next())));
        boolean complete = text.isEmpty() && after.isEmpty() && slice.next() == null;
        return new HtmlPage(
                "Repositories",
                List.of(),
                List.of(
                        Element.of("h1", "Repositories"),
                        Element.of("p")
                                .with("class", "lede")
                                .text("Images at ")
                                .add(Element.of("code", host(request)))
                                .text(". Each can be pulled from here, looked into, or downloaded as an archive."),
                        Parts.filter(Href.home(), "q", "Filter by name", text, Map.of(), complete),
                        found));
    }

    private static String nothing(String text, boolean more) {
        if (text.isEmpty()) {
            return "There are no images here.";
        }
        return more ? "Nothing so far has “" + text + "” in its name." : "No name has “" + text + "” in it.";
    }

    private static String host(Request request) {
        return request.origin().replaceFirst("^https?://", "");
    }
}
