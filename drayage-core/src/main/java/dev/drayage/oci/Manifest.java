package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A manifest of an image or artifact, OCI's or Docker's schema 2, with the bytes it was read from.
 *
 * @param raw the bytes it was read from
 * @param mediaType what the document calls itself; null if it does not
 * @param artifactType what kind of artifact it is of; null if not said
 * @param config the configuration
 * @param layers the layers, the lowest first
 * @param subject the manifest that this one is about; null if none
 * @param annotations what somebody noted
 */
public record Manifest(
        RawDocument raw,
        @Nullable String mediaType,
        @Nullable String artifactType,
        Descriptor config,
        List<Descriptor> layers,
        @Nullable Descriptor subject,
        SortedMap<String, String> annotations) {

    /** Copies the lists. */
    public Manifest {
        layers = List.copyOf(layers);
        annotations = Annotations.copyOf(annotations);
    }

    /**
     * Reads a manifest that a descriptor of the given media type refers to.
     *
     * @throws InvalidDocumentException if it is not JSON, over a limit, of another media type or kind, or has a broken
     *     descriptor; the message names the place
     */
    public static Manifest parse(RawDocument raw, String expectedMediaType, Limits limits)
            throws InvalidDocumentException {
        Fields fields = new Fields(expectedMediaType);
        JsonReader.read(raw.array(), "manifest", limits, fields);
        return fields.manifest(raw);
    }

    /** Whether config and layers have the media types of a container image, and not those of another artifact. */
    public boolean isImage() {
        return MediaTypes.isConfig(config.mediaType())
                && layers.stream().allMatch(layer -> MediaTypes.isLayer(layer.mediaType()));
    }

    /**
     * The config, then the layers. Both are blobs whatever they hold: one that holds a manifest, as deltas of images do, is
     * none of the graph, and is given as bytes of which nothing is known.
     */
    public List<Descriptor> children() {
        List<Descriptor> children = new ArrayList<>(layers.size() + 1);
        children.add(asBlob(config));
        for (Descriptor layer : layers) {
            children.add(asBlob(layer));
        }
        return children;
    }

    private static Descriptor asBlob(Descriptor child) {
        return MediaTypes.isDocument(child.mediaType()) ? child.withMediaType(MediaTypes.OCTET_STREAM) : child;
    }

    /**
     * The Docker schema 2 manifest of this config and these layers, byte for byte as containerd makes it of a Docker
     * archive, which holds none.
     */
    public static byte[] encodeDocker(Descriptor config, List<Descriptor> layers) {
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("schemaVersion").value(2);
        out.name("mediaType").value(MediaTypes.DOCKER_MANIFEST).name("config");
        DescriptorFields.write(config, out);
        out.name("layers").beginArray();
        layers.forEach(layer -> DescriptorFields.write(layer, out));
        return out.endArray().endObject().toBytes();
    }

    /** The OCI manifest of an image: this config, these layers, and what somebody noted. */
    public static byte[] encodeOci(Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
        return encodeOci(null, config, layers, null, annotations);
    }

    /**
     * The OCI manifest of an artifact that is none of the kinds known here; it has the empty config.
     *
     * @param artifactType what kind of artifact it is
     * @param subject the manifest or index that it is about; null if none
     */
    public static byte[] encodeArtifact(
            String artifactType,
            List<Descriptor> layers,
            @Nullable Descriptor subject,
            Map<String, String> annotations) {
        return encodeOci(artifactType, Descriptor.empty(), layers, subject, annotations);
    }

    private static byte[] encodeOci(
            @Nullable String artifactType,
            Descriptor config,
            List<Descriptor> layers,
            @Nullable Descriptor subject,
            Map<String, String> annotations) {
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("schemaVersion").value(2);
        out.name("mediaType").value(MediaTypes.OCI_MANIFEST);
        if (artifactType != null) {
            out.name("artifactType").value(artifactType);
        }
        out.name("config");
        DescriptorFields.write(config, out);
        out.name("layers").beginArray();
        layers.forEach(layer -> DescriptorFields.write(layer, out));
        out.endArray();
        if (subject != null) {
            out.name("subject");
            DescriptorFields.write(subject, out);
        }
        if (!annotations.isEmpty()) {
            out.name("annotations").beginObject();
            new TreeMap<>(annotations).forEach((key, value) -> out.name(key).value(value));
            out.endObject();
        }
        return out.endObject().toBytes();
    }

    private static final class Fields extends RootFields {
        private @Nullable Descriptor config;
        private List<Descriptor> layers = List.of();

        Fields(String expectedMediaType) {
            super(expectedMediaType, Set.of("config", "layers"), Map.of("manifests", "an index"));
        }

        @Override
        void takeOwn(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "config" -> config = DescriptorFields.readOrNull(in);
                case "layers" -> layers = in.list(DescriptorFields::read);
                default -> throw new IllegalArgumentException(name);
            }
        }

        Manifest manifest(RawDocument raw) throws InvalidDocumentException {
            if (config == null) {
                throw new InvalidDocumentException("manifest", "config: is missing");
            }
            return new Manifest(raw, mediaType, artifactType, config, layers, subject, annotations);
        }
    }
}
