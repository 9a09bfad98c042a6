package dev.drayage.diff;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Compares images: what is the same by digest is not looked at, and of what is not, only what differs is read. Everything
 * that is read is verified.
 */
public final class ImageDiff {
    private final Source before;
    private final Source after;
    private final DiffOptions options;
    private final DiffCount count;
    private final Documents documentsBefore;
    private final Documents documentsAfter;
    private final Set<Compared> compared = new HashSet<>();

    private ImageDiff(Source before, Source after, DiffOptions options, DiffListener listener) {
        this.before = before;
        this.after = after;
        this.options = options;
        this.count = new DiffCount(listener);
        this.documentsBefore = new Documents(before.content());
        this.documentsAfter = new Documents(after.content());
    }

    /** Two documents; indexes may list one many times. */
    private record Compared(Digest before, Digest after) {}

    /**
     * Compares the images of two sources: one with one, whatever they are called, or else by name.
     *
     * @param listener told of each difference as it is found
     * @return how many there are
     * @throws ContentException of kind {@link Kind#NOT_FOUND} if content is missing that has to be read; of kind
     *     {@link Kind#FAILED_PRECONDITION} if it is corrupt; of kind {@link Kind#INVALID_ARGUMENT} if there are more files
     *     than memory for them
     */
    @SuppressWarnings("exports") // to the command alone
    public static DiffReport compare(Source before, Source after, DiffOptions options, DiffListener listener)
            throws IOException {
        return new ImageDiff(before, after, options, listener).run();
    }

    private DiffReport run() throws IOException {
        Map<String, Descriptor> first = named(before.images());
        Map<String, Descriptor> second = named(after.images());
        if (first.size() == 1 && second.size() == 1) {
            Map.Entry<String, Descriptor> only = first.entrySet().iterator().next();
            images(only.getKey(), only.getValue(), second.values().iterator().next());
            return count.report();
        }
        SortedSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        for (String name : names) {
            Descriptor one = first.get(name);
            Descriptor other = second.get(name);
            if (one == null || other == null) {
                count.image(name, one, other);
            } else {
                images(name, one, other);
            }
        }
        return count.report();
    }

    private static Map<String, Descriptor> named(List<Descriptor> images) {
        Map<String, Descriptor> named = new LinkedHashMap<>();
        for (Descriptor image : images) {
            putUnder(named, Source.label(image), image);
        }
        return named;
    }

    /** Under the name, or one made of it where that is taken by another. */
    private static String putUnder(Map<String, Descriptor> named, String name, Descriptor descriptor) {
        String free = name;
        for (int n = 2; named.containsKey(free); n++) {
            free = name + " (" + n + ")";
        }
        named.put(free, descriptor);
        return free;
    }

    private void images(String name, Descriptor one, Descriptor other) throws IOException {
        if (isSame(one, other)) {
            count.same();
            return;
        }
        count.comparing(name, one, other);
        documents(name, one, other, 0);
    }

    private static boolean isSame(Descriptor one, Descriptor other) {
        return one.digest().equals(other.digest());
    }

    private void documents(String name, Descriptor one, Descriptor other, int depth) throws IOException {
        if (!compared.add(new Compared(one.digest(), other.digest()))) {
            count.note(name + " was compared already: see above");
            return;
        }
        boolean isIndex = MediaTypes.isIndex(one.mediaType());
        boolean isOtherIndex = MediaTypes.isIndex(other.mediaType());
        if (isIndex || isOtherIndex) {
            indexes(one, other, depth);
        } else if (MediaTypes.isManifest(one.mediaType()) && MediaTypes.isManifest(other.mediaType())) {
            new ManifestDiff(before.content(), after.content(), options, count).compare(one, other);
        } else if (MediaTypes.isDocument(one.mediaType()) && MediaTypes.isDocument(other.mediaType())) {
            // What they refer to is not compared itself.
            fields(one, List.of(), other, List.of(), path -> false);
        } else {
            count.field("image", "digest", quoted(one), quoted(other));
        }
    }

    private static String quoted(Descriptor descriptor) {
        return '"' + descriptor.digest().toString() + '"';
    }

    private void fields(
            Descriptor one,
            List<String> namesOfOne,
            Descriptor other,
            List<String> namesOfOther,
            Predicate<String> told)
            throws IOException {
        DocumentFields.compare(
                DocumentFields.read(documentsBefore, one, namesOfOne),
                DocumentFields.read(documentsAfter, other, namesOfOther),
                options.ignored(),
                told,
                (path, from, to) -> count.field(one.kind(), path, from, to));
    }

    private void indexes(Descriptor one, Descriptor other, int depth) throws IOException {
        if (depth >= documentsBefore.limits().maxLevels()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    one + " in " + before.name() + " is below " + depth + " indexes, the limit");
        }
        Map<String, Descriptor> first = manifests(documentsBefore, one);
        Map<String, Descriptor> second = manifests(documentsAfter, other);
        if (MediaTypes.isIndex(one.mediaType()) && MediaTypes.isIndex(other.mediaType())) {
            fields(one, List.copyOf(first.keySet()), other, List.copyOf(second.keySet()), DocumentFields::isReference);
        } else {
            count.field("image", "mediaType", '"' + one.mediaType() + '"', '"' + other.mediaType() + '"');
        }
        Set<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        for (String name : names) {
            Descriptor left = first.get(name);
            Descriptor right = second.get(name);
            if (left == null || right == null || !isSame(left, right)) {
                count.manifest(name, left, right);
            }
            if (left != null && right != null && !isSame(left, right)) {
                manifests(name, left, right, depth);
            }
        }
    }

    /** What nodes have not fetched, or pruned, is named by an index all the same. */
    private void manifests(String name, Descriptor one, Descriptor other, int depth) throws IOException {
        boolean has = before.content().info(one.digest()).isPresent();
        boolean otherHas = after.content().info(other.digest()).isPresent();
        if (has && otherHas) {
            documents(name, one, other, depth + 1);
        } else {
            String where = has
                    ? after.content().location()
                    : otherHas
                            ? before.content().location()
                            : before.content().location() + " and "
                                    + after.content().location();
            count.uncompared(name + " differs, and cannot be compared: it is missing from " + where);
        }
    }

    /** The manifests of an index by platform; a manifest is one of its own. */
    private static Map<String, Descriptor> manifests(Documents documents, Descriptor image) throws IOException {
        Map<String, Descriptor> named = new LinkedHashMap<>();
        if (!MediaTypes.isIndex(image.mediaType())) {
            named.put(platform(documents, image), image);
            return named;
        }
        List<Descriptor> listed = documents.index(image).manifests();
        Map<String, String> platforms = new LinkedHashMap<>();
        List<Descriptor> all = new ArrayList<>(listed);
        for (Descriptor each : all) {
            if (each.platform() != null && !each.platform().isUnknown()) {
                platforms.put(each.digest().toString(), each.platform().toString());
            }
        }
        for (Descriptor each : all) {
            putUnder(named, name(each, platforms), each);
        }
        return named;
    }

    private static String name(Descriptor listed, Map<String, String> platforms) {
        if (listed.platform() != null && !listed.platform().isUnknown()) {
            return listed.platform().toString();
        }
        String about = listed.annotation("vnd.docker.reference.digest")
                .map(platforms::get)
                .orElse(null);
        if (about != null) {
            return "attestation of " + about;
        }
        return listed.artifactType() == null ? listed.kind() : listed.artifactType();
    }

    private static String platform(Documents documents, Descriptor manifest) throws IOException {
        if (manifest.platform() != null) {
            return manifest.platform().toString();
        }
        if (MediaTypes.isManifest(manifest.mediaType())) {
            Manifest read = documents.manifest(manifest);
            if (MediaTypes.isConfig(read.config().mediaType())) {
                try {
                    return documents.config(read.config()).platform().toString();
                } catch (ContentNotFoundException e) {
                    return manifest.kind(); // told where it is needed
                }
            }
        }
        return manifest.kind();
    }
}
