package dev.drayage.server.page;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Descriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A folder of a layer, or what is found in it by name. */
final class FolderPage {
    private FolderPage() {}

    static Href layer(Visit visit, Descriptor image, Descriptor layer) {
        Href href = visit.href(image.digest()).with("layer", layer.digest().toString());
        String tag = visit.parameter("tag");
        return tag.isEmpty() ? href : href.with("tag", tag);
    }

    static Href href(Visit visit, Descriptor image, Descriptor layer, String folder) {
        Href href = layer(visit, image, layer);
        return folder.isEmpty() ? href : href.with("folder", folder);
    }

    static List<Element> trail(Visit visit, Descriptor image, Descriptor layer, String path) {
        List<Element> trail = new ArrayList<>(visit.trail(visit.trail(image)));
        trail.add(path.isEmpty() ? Element.of("span", "layer") : Element.link(href(visit, image, layer, ""), "layer"));
        int slash = path.indexOf('/');
        for (int start = 0; !path.isEmpty(); slash = path.indexOf('/', start)) {
            int end = slash < 0 ? path.length() : slash;
            Element name = Element.name(Visible.cut(path.substring(start, end), 80));
            trail.add(
                    slash < 0
                            ? Element.of("span", name)
                            : Element.of("a")
                                    .address("href", href(visit, image, layer, path.substring(0, end)))
                                    .add(name));
            if (slash < 0) {
                break;
            }
            start = slash + 1;
        }
        return trail;
    }

    static HtmlPage page(Visit visit, Descriptor image, Descriptor layer, LayerListing listing)
            throws ContentException {
        String folder = visit.parameter("folder");
        String text = visit.parameter("find").strip();
        if (!listing.hasFolder(folder)) {
            throw ContentException.of(Kind.NOT_FOUND, "the layer has no such folder", null);
        }
        List<Element> content = new ArrayList<>();
        content.add(Element.of("h1", folder.isEmpty() ? Element.of("span", "Files of a layer") : Element.name(folder)));
        content.add(Parts.facts(List.of(
                Map.entry("Layer", Parts.digest(layer.digest())),
                Map.entry("Size", Sizes.element(layer.size())),
                Map.entry(
                        "Entries",
                        Element.of("span", (listing.cut().isPresent() ? "more than " : "") + listing.size())))));
        listing.cut()
                .ifPresent(why -> content.add(Parts.notice("This is not all of the layer, and not verified. " + why
                        + " Its files are not shown; pull the image instead.")));
        Map<String, String> hidden = new LinkedHashMap<>();
        hidden.put("digest", image.digest().toString());
        hidden.put("layer", layer.digest().toString());
        if (!visit.parameter("tag").isEmpty()) {
            hidden.put("tag", visit.parameter("tag"));
        }
        content.add(Parts.filter(visit.href(), "find", "Find in the whole layer", text, hidden, false));
        Element found = Element.of("div").with("id", "list");
        content.add(
                text.isEmpty()
                        ? children(visit, image, layer, listing, folder, found)
                        : matches(visit, image, layer, listing, text, found));
        return new HtmlPage(
                (folder.isEmpty() ? "Files" : folder) + " in " + visit.name(),
                trail(visit, image, layer, folder),
                content);
    }

    private static Element children(
            Visit visit, Descriptor image, Descriptor layer, LayerListing listing, String folder, Element found) {
        String after = visit.parameter("after");
        int rows = visit.options().rows();
        List<LayerListing.Child> children = listing.children(folder, after, rows + 1);
        if (children.isEmpty()) {
            return found.add(Element.of("p", "There is nothing in it.").with("class", "empty"));
        }
        FileTable table = new FileTable(visit, image, layer, listing, "Name");
        children.stream().limit(rows).forEach(table::add);
        Href here = href(visit, image, layer, folder);
        return found.add(table.element())
                .add(Parts.pages(
                        after.isEmpty() ? null : here,
                        children.size() > rows
                                ? here.with("after", children.get(rows - 1).name())
                                : null));
    }

    private static Element matches(
            Visit visit, Descriptor image, Descriptor layer, LayerListing listing, String text, Element found) {
        int rows = visit.options().rows();
        List<LayerEntry> entries = listing.search(text, rows + 1);
        if (entries.isEmpty()) {
            return found.add(
                    Element.of("p", "No path has “" + text + "” in it.").with("class", "empty"));
        }
        FileTable table = new FileTable(visit, image, layer, listing, "Path");
        entries.stream().limit(rows).forEach(table::add);
        found.add(table.element());
        return entries.size() > rows
                ? found.add(Parts.notice("These are the first " + rows + "; search for more of the name."))
                : found;
    }
}
