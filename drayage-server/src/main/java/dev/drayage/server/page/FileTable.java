package dev.drayage.server.page;

import dev.drayage.oci.Descriptor;
import dev.drayage.tar.TarEntry;
import java.util.Optional;

/** Entries of a layer in a table, with links to what can be looked into. */
final class FileTable {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final Visit visit;
    private final Descriptor image;
    private final Descriptor layer;
    private final LayerListing listing;
    private final DataTable table;

    FileTable(Visit visit, Descriptor image, Descriptor layer, LayerListing listing, String column) {
        this.visit = visit;
        this.image = image;
        this.layer = layer;
        this.listing = listing;
        this.table = new DataTable("Files", column, "Size", "What it is");
    }

    /** Adds what a folder holds under one name. */
    void add(LayerListing.Child child) {
        Element name = Element.name(Visible.cut(child.name(), 255) + (child.isFolder() ? "/" : ""));
        Element link = child.isFolder()
                ? folder(child.path(), name)
                : file(child.entry().orElseThrow(), name);
        table.row(link, size(child.entry()), kind(child.entry(), child.name()));
    }

    /** Adds an entry by its whole path. */
    void add(LayerEntry entry) {
        Element name = Element.name(Visible.cut(entry.path(), 512) + (entry.isFolder() ? "/" : ""));
        Element link = entry.isFolder() ? folder(entry.path(), name) : file(entry, name);
        String last = entry.path().substring(entry.path().lastIndexOf('/') + 1);
        table.row(link, size(Optional.of(entry)), kind(Optional.of(entry), last));
    }

    Element element() {
        return table.element();
    }

    private Element folder(String path, Element name) {
        return Element.of("a")
                .address("href", FolderPage.href(visit, image, layer, path))
                .add(name);
    }

    private Element file(LayerEntry entry, Element name) {
        return entry.isReadable() && listing.cut().isEmpty()
                ? Element.of("a")
                        .address("href", FolderPage.layer(visit, image, layer).with("file", entry.path()))
                        .add(name)
                : name;
    }

    private static Element size(Optional<LayerEntry> entry) {
        return entry.filter(each -> each.type() == TarEntry.Type.FILE || each.type() == TarEntry.Type.SPARSE)
                .map(each -> Sizes.element(each.size()))
                .orElseGet(() -> Parts.none());
    }

    private Element kind(Optional<LayerEntry> entry, String name) {
        if (entry.isEmpty()) {
            return Parts.quiet("folder");
        }
        if (name.equals(OPAQUE)) {
            return Parts.quiet("hides what lower layers have here");
        }
        if (name.startsWith(WHITEOUT)) {
            return Parts.quiet("takes away ").add(Element.name(Visible.cut(name.substring(WHITEOUT.length()), 120)));
        }
        LayerEntry each = entry.get();
        Element target = Element.name(Visible.cut(each.target(), 160));
        return switch (each.type()) {
            case DIRECTORY -> Parts.quiet("folder");
            case FILE -> Parts.quiet("file");
            case HARD_LINK -> Parts.quiet("hard link to ").add(target);
            case SYMBOLIC_LINK ->
                Parts.quiet("link to ")
                        .add(listing.followed(each)
                                .map(path -> followed(path, target))
                                .orElse(target));
            case SPARSE, SPECIAL, UNKNOWN -> Parts.quiet(each.type().words().replaceFirst("^an? ", ""));
        };
    }

    private Element followed(String path, Element target) {
        return listing.hasFolder(path)
                ? folder(path, target)
                : listing.find(path).map(entry -> file(entry, target)).orElse(target);
    }
}
