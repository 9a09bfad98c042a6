package dev.drayage.server.page;

import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tags of a repository. */
final class TagsPage {
    private TagsPage() {}

    static HtmlPage page(Visit visit) throws IOException {
        String after = visit.parameter("after");
        String text = visit.parameter("q").strip();
        RepositoriesPage.Slice slice = RepositoriesPage.slice(visit.repository()::tags, after, text, visit.options());
        DataTable table = new DataTable("Tags", "Tag", "Platforms", "Size", "Created", "Digest");
        for (String tag : slice.names()) {
            row(visit, tag, table);
        }
        Href more = text.isEmpty() ? visit.href() : visit.href().with("q", text);
        Element found = Element.of("div").with("id", "list");
        if (slice.names().isEmpty()) {
            found.add(Element.of("p", text.isEmpty() ? "No image here has a tag." : "No tag has “" + text + "” in it.")
                    .with("class", "empty"));
        } else {
            found.add(table.element());
        }
        found.add(Parts.pages(
                after.isEmpty() ? null : more, slice.next() == null ? null : more.with("after", slice.next())));
        boolean complete = text.isEmpty() && after.isEmpty() && slice.next() == null;
        return new HtmlPage(
                visit.name(),
                List.of(Element.link(Href.home(), "Repositories"), Element.of("span", Element.name(visit.name()))),
                List.of(
                        Element.of("h1", Element.name(visit.name())),
                        Parts.filter(visit.href(), "q", "Filter tags", text, Map.of(), complete),
                        found));
    }

    private static void row(Visit visit, String tag, DataTable table) throws IOException {
        Element name =
                Element.of("a").address("href", visit.href().with("tag", tag)).add(Element.name(Visible.cut(tag, 160)));
        Optional<Descriptor> found = visit.repository().find(tag);
        if (found.isEmpty()) {
            table.row(name, Parts.quiet("not there"), Parts.none(), Parts.none(), Parts.none());
            return;
        }
        ImageFacts facts = visit.facts().of(found.get());
        Element kind = facts.platforms().isEmpty()
                ? facts.artifactType()
                        .map(type -> Parts.quiet(Visible.cut(type, 80)))
                        .orElseGet(() -> Parts.quiet(facts.problem() == null ? "–" : "damaged or incomplete"))
                : Parts.chips(facts.platforms());
        table.row(
                name,
                kind,
                Parts.size(facts.size()),
                Parts.date(facts.created().orElse(null)),
                Parts.digest(found.get().digest(), visit.href(found.get().digest())));
    }
}
