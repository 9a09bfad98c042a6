package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An index of manifests, OCI's or a Docker manifest list, with the bytes it was read from. The {@code index.json} of an
 * image layout is one too.
 *
 * @param raw the bytes it was read from
 * @param mediaType what the document calls itself; null if it does not
 * @param artifactType what kind of artifact it is of; null if not said
 * @param manifests what it lists, in its order: manifests, other indexes, or anything else
 * @param subject the manifest that this index is about; null if none
 * @param annotations what somebody noted
 */
public record Index(
        RawDocument raw,
        @Nullable String mediaType,
        @Nullable String artifactType,
        List<Descriptor> manifests,
        @Nullable Descriptor subject,
        SortedMap<String, String> annotations) {

    /** Copies the lists. */
    public Index {
        manifests = List.copyOf(manifests);
        annotations = Annotations.copyOf(annotations);
    }

    /**
     * Reads an index that a descriptor of the given media type refers to; an {@code index.json} is referred to as
     * {@link MediaTypes#OCI_INDEX}.
     *
     * @throws InvalidDocumentException if it is not JSON, over a limit, of another media type or kind, or has a broken
     *     descriptor; the message names the place
     */
    public static Index parse(RawDocument raw, String expectedMediaType, Limits limits)
            throws InvalidDocumentException {
        Fields fields = new Fields(expectedMediaType);
        JsonReader.read(raw.array(), "index", limits, fields);
        return new Index(
                raw, fields.mediaType, fields.artifactType, fields.manifests, fields.subject, fields.annotations);
    }

    /** The {@code index.json} that lists these, byte for byte as containerd's exporter writes it. */
    public static byte[] encode(List<Descriptor> manifests) {
        return encode(MediaTypes.OCI_INDEX, null, manifests, null, Annotations.copyOf(Map.of()));
    }

    /** The same with notes: without any it is what {@link #encode(List)} gives. */
    public static byte[] encode(List<Descriptor> manifests, SortedMap<String, String> annotations) {
        return encode(MediaTypes.OCI_INDEX, null, manifests, null, annotations);
    }

    /**
     * The index of artifacts that are of one kind and about one thing.
     *
     * @param artifactType what kind of artifacts they are
     * @param subject the manifest or index that they are about
     */
    public static byte[] encodeArtifact(
            String artifactType, List<Descriptor> manifests, Descriptor subject, Map<String, String> annotations) {
        return encode(MediaTypes.OCI_INDEX, artifactType, manifests, subject, Annotations.copyOf(annotations));
    }

    /** This index with other manifests; keys that the specification does not know are not kept. */
    public byte[] encodeWith(List<Descriptor> others) {
        return encode(mediaType == null ? MediaTypes.OCI_INDEX : mediaType, artifactType, others, subject, annotations);
    }

    /** This index as one of another media type with other manifests; annotations are kept only where OCI has them. */
    public byte[] encodeAs(String otherMediaType, List<Descriptor> others) {
        boolean isDocker = MediaTypes.isDocker(otherMediaType);
        return encode(
                otherMediaType, artifactType, others, subject, isDocker ? Annotations.copyOf(Map.of()) : annotations);
    }

    private static byte[] encode(
            String mediaType,
            @Nullable String artifactType,
            List<Descriptor> manifests,
            @Nullable Descriptor subject,
            SortedMap<String, String> annotations) {
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("schemaVersion").value(2);
        out.name("mediaType").value(mediaType);
        if (artifactType != null) {
            out.name("artifactType").value(artifactType);
        }
        out.name("manifests").beginArray();
        for (Descriptor manifest : manifests) {
            DescriptorFields.write(manifest, out);
        }
        out.endArray();
        if (subject != null) {
            out.name("subject");
            DescriptorFields.write(subject, out);
        }
        if (!annotations.isEmpty()) {
            out.name("annotations").beginObject();
            annotations.forEach((key, value) -> out.name(key).value(value));
            out.endObject();
        }
        return out.endObject().toBytes();
    }

    private static final class Fields extends RootFields {
        private List<Descriptor> manifests = List.of();

        Fields(String expectedMediaType) {
            super(expectedMediaType, Set.of("manifests"), Map.of("config", "a manifest", "layers", "a manifest"));
        }

        @Override
        void takeOwn(String name, JsonReader in) throws InvalidDocumentException {
            manifests = in.list(DescriptorFields::read);
        }
    }
}
