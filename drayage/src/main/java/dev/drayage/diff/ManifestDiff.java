package dev.drayage.diff;

import dev.drayage.content.ContentProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.List;

/** Compares two manifests: their fields, their configurations, and the layers they list. */
final class ManifestDiff {
    private final ContentProvider before;
    private final ContentProvider after;
    private final Documents documentsBefore;
    private final Documents documentsAfter;
    private final DiffOptions options;
    private final DiffCount count;

    ManifestDiff(ReadableContent before, ReadableContent after, DiffOptions options, DiffCount count) {
        this.before = before.withEmbedded();
        this.after = after.withEmbedded();
        this.documentsBefore = new Documents(before);
        this.documentsAfter = new Documents(after);
        this.options = options;
        this.count = count;
    }

    void compare(Descriptor one, Descriptor other) throws IOException {
        fields("manifest", one, other);
        Manifest first = documentsBefore.manifest(one);
        Manifest second = documentsAfter.manifest(other);
        boolean isImage = MediaTypes.isConfig(first.config().mediaType())
                && MediaTypes.isConfig(second.config().mediaType());
        if (!first.config().digest().equals(second.config().digest())) {
            if (isImage) {
                fields("config", first.config(), second.config());
            } else {
                count.field("manifest", "config.digest", quoted(first.config()), quoted(second.config()));
            }
        }
        new LayersDiff(side(before, documentsBefore, first), side(after, documentsAfter, second), options, count)
                .compare();
    }

    private static LayersDiff.Side side(ContentProvider content, Documents documents, Manifest manifest)
            throws IOException {
        List<Digest> diffIds = List.of();
        if (MediaTypes.isConfig(manifest.config().mediaType())) {
            List<Digest> named = documents.config(manifest.config()).diffIds();
            if (named.size() == manifest.layers().size()) {
                diffIds = named;
            }
        }
        return new LayersDiff.Side(content, manifest.layers(), diffIds);
    }

    private void fields(String document, Descriptor one, Descriptor other) throws IOException {
        DocumentFields.compare(
                DocumentFields.read(documentsBefore, one, List.of()),
                DocumentFields.read(documentsAfter, other, List.of()),
                options.ignored(),
                (path, from, to) -> count.field(document, path, from, to));
    }

    private static String quoted(Descriptor descriptor) {
        return '"' + descriptor.digest().toString() + '"';
    }
}
