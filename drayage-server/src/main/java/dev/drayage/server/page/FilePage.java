package dev.drayage.server.page;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file of a layer. */
final class FilePage {
    private static final int DUMPED_BYTES = 512;
    private static final int DUMP_COLUMNS = 16;

    private FilePage() {}

    /** The entry of a path, and the one that has its content. */
    record Found(LayerEntry entry, LayerEntry content) {}

    static Found find(LayerListing listing, String path) throws ContentException {
        LayerEntry entry = listing.find(path)
                .orElseThrow(() -> ContentException.of(Kind.NOT_FOUND, "the layer has no such file", null));
        if (!entry.isReadable()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, "It is " + entry.type().words() + ", not a file that can be shown.");
        }
        if (listing.cut().isPresent()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "Files of this layer are not shown. " + listing.cut().get()
                            + " Nothing is shown of what was not verified to its end; pull the image instead.");
        }
        LayerEntry content = listing.content(entry)
                .filter(LayerEntry::isReadable)
                .orElseThrow(() -> new ContentException(
                        Kind.INVALID_ARGUMENT,
                        "It is a hard link to " + entry.target() + ", which is no file of this layer."));
        return new Found(entry, content);
    }

    static HtmlPage page(Visit visit, Descriptor image, Descriptor layer, Found found, byte[] start) {
        LayerEntry entry = found.entry();
        List<Element> content = new ArrayList<>();
        String name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
        content.add(Element.of("h1", Element.name(name)));
        List<Map.Entry<String, Element>> facts = new ArrayList<>();
        facts.add(Map.entry("Path", Element.name(entry.path())));
        facts.add(Map.entry("Size", Sizes.element(found.content().size())));
        if (!found.content().equals(entry)) {
            facts.add(Map.entry("Hard link to", Element.name(found.content().path())));
        }
        facts.add(Map.entry("Layer", Parts.digest(layer.digest(), FolderPage.href(visit, image, layer, ""))));
        content.add(Parts.facts(facts));
        Href download =
                FolderPage.layer(visit, image, layer).with("file", entry.path()).with("download", "1");
        content.add(Element.of("p", Element.link(download, "Download").with("class", "button")));
        boolean whole = start.length == found.content().size();
        Optional<String> text = ShownText.of(start, whole);
        if (start.length == 0) {
            content.add(Parts.notice("It is empty."));
        } else if (text.isPresent()) {
            content.add(text(text.get(), whole, start.length));
        } else {
            content.add(Parts.notice("It is not text in UTF-8. Its first bytes:"));
            content.add(block(dump(start)));
        }
        content.add(Element.of("p", "The layer was read to its end and has the digest that it is named by.")
                .with("class", "quiet"));
        return new HtmlPage(name, FolderPage.trail(visit, image, layer, entry.path()), content);
    }

    /** A text, and what of it is not there. */
    static Element text(String text, boolean whole, int shownBytes) {
        Element all = Element.of("div", block(text));
        return whole
                ? all
                : all.add(
                        Parts.notice("These are its first " + Sizes.text(shownBytes) + "; download it for the rest."));
    }

    private static Element block(String text) {
        return Element.of("pre", Element.of("code", text).with("dir", "auto"))
                .with("class", "file")
                .with("tabindex", "0")
                .with("aria-label", "Content");
    }

    private static String dump(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (int row = 0; row < Math.min(bytes.length, DUMPED_BYTES); row += DUMP_COLUMNS) {
            out.append(String.format("%08x ", row));
            StringBuilder characters = new StringBuilder("  ");
            for (int i = row; i < row + DUMP_COLUMNS; i++) {
                out.append(i < bytes.length ? String.format(" %02x", bytes[i]) : "   ");
                if (i < bytes.length) {
                    characters.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
                }
            }
            out.append(characters).append('\n');
        }
        return out.toString();
    }
}
