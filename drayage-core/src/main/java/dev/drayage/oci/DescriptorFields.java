package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import dev.drayage.platform.Platform;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A descriptor in JSON, with the keys and their order of image-spec's {@code descriptor.md} in Go. */
final class DescriptorFields implements JsonReader.Fields {
    private static final Set<String> NAMES =
            Set.of("mediaType", "digest", "size", "urls", "annotations", "data", "platform", "artifactType");
    private static final long UNSET = -1;

    private @Nullable String mediaType;
    private @Nullable Digest digest;
    private long size = UNSET;
    private List<String> urls = List.of();
    private SortedMap<String, String> annotations = Collections.emptySortedMap();
    private @Nullable String data;
    private @Nullable Platform platform;
    private @Nullable String artifactType;

    /** Reads the object that is the value at hand. */
    static Descriptor read(JsonReader in) throws InvalidDocumentException {
        DescriptorFields fields = new DescriptorFields();
        in.object(fields);
        return fields.descriptor(in);
    }

    /** Reads an object or {@code null}. */
    static @Nullable Descriptor readOrNull(JsonReader in) throws InvalidDocumentException {
        return in.isNull() ? null : read(in);
    }

    /** Writes an object as Go does, without what is empty. */
    static void write(Descriptor descriptor, GoJsonWriter out) {
        out.beginObject().name("mediaType").value(descriptor.mediaType());
        out.name("digest").value(descriptor.digest().toString());
        out.name("size").value(descriptor.size());
        if (!descriptor.urls().isEmpty()) {
            out.name("urls").beginArray();
            descriptor.urls().forEach(out::value);
            out.endArray();
        }
        if (!descriptor.annotations().isEmpty()) {
            out.name("annotations").beginObject();
            descriptor.annotations().forEach((key, value) -> out.name(key).value(value));
            out.endObject();
        }
        if (descriptor.data() != null && !descriptor.data().isEmpty()) {
            // Go keeps the bytes, not the text: bits of the last digit that mean nothing come out as zero.
            byte[] bytes = Base64.getDecoder().decode(descriptor.data());
            out.name("data").value(Base64.getEncoder().encodeToString(bytes));
        }
        if (descriptor.platform() != null) {
            out.name("platform");
            PlatformFields.write(descriptor.platform(), out);
        }
        if (descriptor.artifactType() != null && !descriptor.artifactType().isEmpty()) {
            out.name("artifactType").value(descriptor.artifactType());
        }
        out.endObject();
    }

    @Override
    public Set<String> names() {
        return NAMES;
    }

    @Override
    public void take(String name, JsonReader in) throws InvalidDocumentException {
        switch (name) {
            case "mediaType" -> mediaType = nonEmpty(in);
            case "digest" -> digest = in.parsed(Digest::parse);
            case "size" -> size = in.size();
            case "urls" -> urls = in.list(JsonReader::string);
            case "annotations" -> annotations = in.annotations();
            case "data" -> data = base64(in);
            case "platform" -> platform = in.isNull() ? null : PlatformFields.read(in);
            case "artifactType" -> artifactType = in.stringOrNull();
            default -> throw new IllegalArgumentException(name);
        }
    }

    private Descriptor descriptor(JsonReader in) throws InvalidDocumentException {
        if (mediaType == null) {
            throw in.missing("mediaType");
        }
        if (digest == null) {
            throw in.missing("digest");
        }
        if (size == UNSET) {
            throw in.missing("size");
        }
        return new Descriptor(mediaType, digest, size, urls, annotations, data, platform, artifactType);
    }

    private static String nonEmpty(JsonReader in) throws InvalidDocumentException {
        String text = in.string();
        if (text.isEmpty()) {
            throw in.problem("must not be empty");
        }
        return text;
    }

    private static @Nullable String base64(JsonReader in) throws InvalidDocumentException {
        String text = in.stringOrNull();
        if (text != null && !Descriptor.isBase64(text)) {
            throw in.problem("is not base64 with padding (RFC 4648, section 4)");
        }
        return text;
    }
}
