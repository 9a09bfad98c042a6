package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.json.JsonReader;
import dev.drayage.json.Quotes;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What manifests and indexes have in common, and what tells them apart: a document that could be read as either is
 * refused, because two programs would see two images under one digest (CVE-2021-41190).
 */
abstract class RootFields implements JsonReader.Fields {
    private static final Set<String> COMMON =
            Set.of("schemaVersion", "mediaType", "artifactType", "subject", "annotations", "fsLayers");

    private final String expectedMediaType;
    private final Map<String, String> foreign;
    private final Set<String> names;

    @Nullable
    String mediaType;

    @Nullable
    String artifactType;

    @Nullable
    Descriptor subject;

    SortedMap<String, String> annotations = Collections.emptySortedMap();

    /**
     * @param own the keys that only this kind of document has
     * @param foreign the keys that it must not have, with what has them
     */
    RootFields(String expectedMediaType, Set<String> own, Map<String, String> foreign) {
        this.expectedMediaType = expectedMediaType;
        this.foreign = foreign;
        this.names = new TreeSet<>(COMMON);
        names.addAll(own);
        names.addAll(foreign.keySet());
    }

    /** Reads the value of a key that only this kind of document has. */
    abstract void takeOwn(String name, JsonReader in) throws InvalidDocumentException;

    @Override
    public final Set<String> names() {
        return names;
    }

    @Override
    public final void take(String name, JsonReader in) throws InvalidDocumentException {
        String owner = foreign.get(name);
        if (owner != null) {
            throw in.problem(
                    "belongs to " + owner + ", but the document is referred to as " + Quotes.escape(expectedMediaType));
        }
        switch (name) {
            case "schemaVersion" -> checkSchemaVersion(in);
            case "mediaType" -> mediaType = expectedMediaType(in);
            case "artifactType" -> artifactType = in.stringOrNull();
            case "subject" -> subject = DescriptorFields.readOrNull(in);
            case "annotations" -> annotations = in.annotations();
            case "fsLayers" ->
                throw in.problem("belongs to a Docker schema 1 manifest, which is not supported;"
                        + " pull the image anew from a registry that has it in schema 2");
            default -> takeOwn(name, in);
        }
    }

    private static void checkSchemaVersion(JsonReader in) throws InvalidDocumentException {
        if (in.isNull()) {
            return;
        }
        long version = in.size();
        if (version != 2) {
            throw in.problem("must be 2, found " + version);
        }
    }

    /**
     * An empty media type counts as absent, as in Go. OCI's and Docker's names for the same kind of document may be mixed
     * up: real tools do so, every other tool takes it, and what is read is the same.
     */
    private @Nullable String expectedMediaType(JsonReader in) throws InvalidDocumentException {
        String found = in.stringOrNull();
        if (found == null || found.isEmpty()) {
            return null;
        }
        if (!MediaTypes.isSameKind(found, expectedMediaType)) {
            throw in.problem("is " + Quotes.quote(found) + ", but the document is referred to as "
                    + Quotes.escape(expectedMediaType));
        }
        return found;
    }
}
