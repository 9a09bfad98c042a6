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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares two manifests: their fields, their configurations, and the layers they list. */
final class ManifestDiff {
    private static final Pattern DIFF_ID = Pattern.compile("rootfs\\.diff_ids\\[([0-9]{1,9})\\]");

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
        fields("manifest", one, other, DocumentFields::isReference);
        Manifest first = documentsBefore.manifest(one);
        Manifest second = documentsAfter.manifest(other);
        boolean isImage = MediaTypes.isConfig(first.config().mediaType())
                && MediaTypes.isConfig(second.config().mediaType());
        if (!first.config().digest().equals(second.config().digest())) {
            if (isImage) {
                fields("config", first.config(), second.config(), path -> isOfOtherLayer(path, first, second));
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

    /** Whether it is the diffID of a layer that is compared; that of a layer which both have says something else. */
    private static boolean isOfOtherLayer(String path, Manifest first, Manifest second) {
        Matcher diffId = DIFF_ID.matcher(path);
        if (!diffId.matches()) {
            return false;
        }
        int i = Integer.parseInt(diffId.group(1));
        List<Descriptor> one = first.layers();
        List<Descriptor> other = second.layers();
        return i < Math.max(one.size(), other.size())
                && (i >= Math.min(one.size(), other.size())
                        || !one.get(i).digest().equals(other.get(i).digest()));
    }

    private void fields(String document, Descriptor one, Descriptor other, Predicate<String> told) throws IOException {
        DocumentFields.compare(
                DocumentFields.read(documentsBefore, one, List.of()),
                DocumentFields.read(documentsAfter, other, List.of()),
                options.ignored(),
                told,
                (path, from, to) -> count.field(document, path, from, to));
    }

    private static String quoted(Descriptor descriptor) {
        return '"' + descriptor.digest().toString() + '"';
    }
}
