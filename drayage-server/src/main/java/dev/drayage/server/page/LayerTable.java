package dev.drayage.server.page;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The blobs of an image: how large, what they are, and which images have them too. */
final class LayerTable {
    private static final int STEP_CHARS = 160;
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry(MediaTypes.OCI_LAYER, "tar"),
            Map.entry(MediaTypes.OCI_LAYER_GZIP, "tar, gzip"),
            Map.entry(MediaTypes.OCI_LAYER_ZSTD, "tar, zstd"),
            Map.entry(MediaTypes.DOCKER_LAYER, "tar"),
            Map.entry(MediaTypes.DOCKER_LAYER_GZIP, "tar, gzip"),
            Map.entry(MediaTypes.DOCKER_LAYER_ZSTD, "tar, zstd"));

    private LayerTable() {}

    /**
     * A section of these blobs.
     *
     * @param steps what made each, in the same order; empty if that is not known
     */
    static Element section(
            String heading,
            Visit visit,
            Descriptor image,
            List<Descriptor> blobs,
            List<String> steps,
            SharedLayers shared) {
        DataTable table = steps.isEmpty()
                ? new DataTable(heading, "Layer", "Digest", "Size", "Type", "Also in")
                : new DataTable(heading, "Layer", "Digest", "Size", "Type", "Made by", "Also in");
        for (int i = 0; i < Math.min(blobs.size(), Parts.ROWS); i++) {
            Descriptor blob = blobs.get(i);
            Element number = Element.link(visit.href(image.digest(), blob), label(blob, i));
            Element digest = Parts.digest(blob.digest(), visit.href(image.digest(), blob));
            Set<String> others = shared.having(blob.digest(), image.digest());
            Element also = others.isEmpty() && !shared.all() ? Parts.quiet("not known") : Parts.chips(others);
            if (steps.isEmpty()) {
                table.row(number, digest, Sizes.element(blob.size()), type(blob), also);
            } else {
                Element step = Element.of("code", Visible.cut(steps.get(i), STEP_CHARS))
                        .with("class", "step");
                table.row(number, digest, Sizes.element(blob.size()), type(blob), step, also);
            }
        }
        Element section = Parts.section("layers", heading);
        if (blobs.isEmpty()) {
            return section.add(Element.of("p", "It has none.").with("class", "empty"));
        }
        section.add(table.element());
        if (!shared.all()) {
            section.add(
                    Parts.notice("Not all images of this repository were looked at, so layers may be in others too."));
        }
        return blobs.size() > Parts.ROWS
                ? section.add(Parts.notice("More than " + Parts.ROWS + " are not shown; the manifest has them."))
                : section;
    }

    private static String label(Descriptor blob, int index) {
        String title = title(blob);
        return title == null ? "#" + (index + 1) : Visible.cut(title, 80);
    }

    /** The file name that ORAS and others give a blob. */
    private static @Nullable String title(Descriptor blob) {
        return blob.annotations().get("org.opencontainers.image.title");
    }

    private static Element type(Descriptor blob) {
        String words = TYPES.get(blob.mediaType());
        return words == null
                ? Element.name(Visible.cut(blob.mediaType(), 120))
                : Element.of("span", words).with("class", "short").with("title", blob.mediaType());
    }
}
