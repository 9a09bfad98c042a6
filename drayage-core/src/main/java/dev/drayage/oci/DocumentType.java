package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.JsonReader;
import dev.drayage.json.Quotes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which media type a manifest or index has, by what stands in it. What a server says of it, in a {@code Content-Type},
 * is often wrong or missing, and two programs that go by it would see two images under one digest (CVE-2021-41190).
 */
final class DocumentType {
    private static final String DOCUMENT = "document";

    /** The keys that make a document one of these. */
    private static final Map<String, String> SHAPES =
            Map.of("config", "a manifest", "layers", "a manifest", "manifests", "an index");

    private DocumentType() {}

    /**
     * The media type that the document names, or else the one that it has the shape of; of OCI's and Docker's name for
     * that shape the one that was told, OCI's without one.
     *
     * @param told what a server said of it, in any case; empty for nothing
     * @throws InvalidDocumentException if it is not JSON, of a type that is not supported, neither manifest nor index, or
     *     could be read as both
     */
    static String of(RawDocument raw, String told, Limits limits) throws InvalidDocumentException {
        Shape shape = new Shape();
        JsonReader.read(raw.array(), DOCUMENT, limits, shape);
        String named = shape.mediaType == null ? "" : shape.mediaType;
        if (shape.isSchema1 || named.startsWith("application/vnd.docker.distribution.manifest.v1")) {
            throw problem("is a Docker schema 1 manifest, which is not supported; push the image anew with a tool of"
                    + " this decade");
        }
        if (shape.kinds.size() > 1) {
            throw problem("could be read as a manifest and as an index");
        }
        boolean isManifest = shape.kinds.contains("a manifest");
        boolean isIndex = shape.kinds.contains("an index");
        if (named.isEmpty()) {
            if (!isManifest && !isIndex) {
                throw problem("is neither a manifest nor an index");
            }
            String standard = isIndex ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
            return MediaTypes.isSameKind(told, standard) ? told : standard;
        }
        boolean fits = MediaTypes.isManifest(named)
                ? !isIndex
                : MediaTypes.isIndex(named)
                        ? !isManifest
                        : MediaTypes.isArtifactManifest(named) && !isManifest && !isIndex;
        if (!fits) {
            throw problem("calls itself " + Quotes.quote(named)
                    + (shape.kinds.isEmpty() ? ", which is not supported" : ", and has the shape of " + shape.kind()));
        }
        return named;
    }

    private static InvalidDocumentException problem(String problem) {
        return new InvalidDocumentException(DOCUMENT, problem);
    }

    private static final class Shape implements JsonReader.Fields {
        private static final Set<String> NAMES =
                Set.of("mediaType", "config", "layers", "manifests", "fsLayers", "schemaVersion");

        private final Set<String> kinds = new HashSet<>();
        private @Nullable String mediaType;
        private boolean isSchema1;

        @Override
        public Set<String> names() {
            return NAMES;
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            if (name.equals("mediaType")) {
                mediaType = in.stringOrNull();
                return;
            }
            if (!in.isNull()) {
                String kind = SHAPES.get(name);
                if (kind != null) {
                    kinds.add(kind);
                }
                isSchema1 |= name.equals("fsLayers") || (name.equals("schemaVersion") && in.size() == 1);
            }
            in.skip();
        }

        private String kind() {
            return String.join(" and of ", kinds);
        }
    }
}
