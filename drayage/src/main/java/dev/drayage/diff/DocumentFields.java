package dev.drayage.diff;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.diff.DiffOptions.Ignored;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.graph.Documents;
import dev.drayage.json.JsonReader;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of a document by the keys that lead to them.
 *
 * @param descriptor what names the document
 * @param values as JSON
 */
record DocumentFields(Descriptor descriptor, SortedMap<String, String> values) {
    private static final Pattern REFERENCE =
            Pattern.compile("(layers|manifests)(\\[.*\\]\\.(digest|size|data))?|config\\.(digest|size|data)");

    private static final Pattern LAYER = Pattern.compile("layers\\[[0-9]+\\]\\..*");

    private static final Pattern TIME = Pattern.compile(
            "created|history\\[[0-9]+\\]\\.created|(.*\\.)?annotations\\.org\\.opencontainers\\.image\\.created");

    /** Of two documents of the same values, that they are not the same bytes. */
    private static final String BYTES = "bytes";

    private static final Pattern PACKING = Pattern.compile("(.*\\.)?mediaType|layers\\[[0-9]+\\]\\..*|" + BYTES);

    private static final Pattern MANIFEST = Pattern.compile("manifests\\[([0-9]+)\\](.*)");
    private static final Pattern VARIABLE = Pattern.compile("config\\.Env\\[[0-9]+\\]");

    /** Takes what differs. */
    @FunctionalInterface
    interface Taker {
        void field(String path, @Nullable String before, @Nullable String after) throws IOException;
    }

    /**
     * Reads a document, verified.
     *
     * @param manifests what its manifests are called if it is an index, else nothing
     */
    static DocumentFields read(Documents documents, Descriptor descriptor, List<String> manifests) throws IOException {
        SortedMap<String, String> values = new TreeMap<>();
        try {
            JsonReader.readLeaves(
                    documents.raw(descriptor).toByteArray(), descriptor.kind(), documents.limits(), (path, text) -> {
                        int equals = text.indexOf('=');
                        if (VARIABLE.matcher(path).matches() && equals > 0) {
                            add(values, "config.Env." + text.substring(1, equals), '"' + text.substring(equals + 1));
                        } else {
                            add(values, named(path, manifests), text);
                        }
                    });
        } catch (InvalidDocumentException e) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    descriptor.kind() + " " + descriptor.digest() + " in " + documents.location() + ": " + e.problem(),
                    e);
        }
        return new DocumentFields(descriptor, values);
    }

    /** A variable may be set twice, and keys with dots can make the path that others have. */
    private static void add(SortedMap<String, String> values, String path, String text) {
        values.merge(path, text, (one, other) -> "[" + one + "," + other + "]");
    }

    private static String named(String path, List<String> manifests) {
        Matcher manifest = MANIFEST.matcher(path);
        return !manifests.isEmpty() && manifest.matches()
                ? "manifests[" + manifests.get(Integer.parseInt(manifest.group(1))) + "]" + manifest.group(2)
                : path;
    }

    /** Whether a path leads to what a manifest or an index refers to: of that it is said by comparing it itself. */
    static boolean isReference(String path) {
        return REFERENCE.matcher(path).matches();
    }

    /**
     * Shows what differs between two documents that are not the same by digest, but for what is ignored.
     *
     * @param told whether it is said elsewhere that the values of a path differ; elsewhere it must be
     */
    static void compare(
            DocumentFields before, DocumentFields after, Set<Ignored> ignored, Predicate<String> told, Taker taker)
            throws IOException {
        SortedSet<String> paths = new TreeSet<>(before.values.keySet());
        paths.addAll(after.values.keySet());
        boolean same = true;
        for (String path : paths) {
            String one = before.values.get(path);
            String other = after.values.get(path);
            if (!Objects.equals(one, other)) {
                same = false;
                if (!told.test(path) && !isOfMissingLayer(path, one, other) && !isIgnored(path, ignored)) {
                    taker.field(path, one, other);
                }
            }
        }
        if (same && !isIgnored(BYTES, ignored)) {
            taker.field(BYTES, digest(before), digest(after));
        }
    }

    private static String digest(DocumentFields fields) {
        return '"' + fields.descriptor.digest().toString() + '"';
    }

    /** Told with the layer that only one has. */
    private static boolean isOfMissingLayer(String path, @Nullable String one, @Nullable String other) {
        return (one == null || other == null) && LAYER.matcher(path).matches() && path.endsWith(".mediaType");
    }

    private static boolean isIgnored(String path, Set<Ignored> ignored) {
        return (ignored.contains(Ignored.TIMES) && TIME.matcher(path).matches())
                || (ignored.contains(Ignored.PACKING) && PACKING.matcher(path).matches());
    }
}
