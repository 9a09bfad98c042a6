package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.JsonReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A manifest of an artifact as a draft of OCI image-spec 1.1 and, before it, ORAS had it: blobs, and no config. Released
 * specifications have no such document; registries still hold them.
 *
 * @param raw the bytes it was read from
 * @param mediaType what the document calls itself; null if it does not
 * @param artifactType what kind of artifact it is of; null if not said
 * @param blobs what it is made of, in its order
 * @param subject the manifest that this one is about; null if none
 * @param annotations what somebody noted
 */
public record ArtifactManifest(
        RawDocument raw,
        @Nullable String mediaType,
        @Nullable String artifactType,
        List<Descriptor> blobs,
        @Nullable Descriptor subject,
        SortedMap<String, String> annotations) {

    /** Copies the lists. */
    public ArtifactManifest {
        blobs = List.copyOf(blobs);
        annotations = Annotations.copyOf(annotations);
    }

    /**
     * Reads an artifact manifest that a descriptor of the given media type refers to.
     *
     * @throws InvalidDocumentException if it is not JSON, over a limit, of another media type or kind, or has a broken
     *     descriptor; the message names the place
     */
    public static ArtifactManifest parse(RawDocument raw, String expectedMediaType, Limits limits)
            throws InvalidDocumentException {
        Fields fields = new Fields(expectedMediaType);
        JsonReader.read(raw.array(), "artifact manifest", limits, fields);
        return new ArtifactManifest(
                raw, fields.mediaType, fields.artifactType, fields.blobs, fields.subject, fields.annotations);
    }

    private static final class Fields extends RootFields {
        private List<Descriptor> blobs = List.of();

        Fields(String expectedMediaType) {
            super(
                    expectedMediaType,
                    Set.of("blobs"),
                    Map.of("manifests", "an index", "config", "a manifest", "layers", "a manifest"));
        }

        @Override
        void takeOwn(String name, JsonReader in) throws InvalidDocumentException {
            blobs = in.list(DescriptorFields::read);
        }
    }
}
