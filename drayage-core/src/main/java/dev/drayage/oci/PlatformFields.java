package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import dev.drayage.platform.Platform;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A platform in JSON: as the {@code platform} of a descriptor, or among the keys of an image's config. */
final class PlatformFields implements JsonReader.Fields {
    static final Set<String> NAMES = Set.of("architecture", "os", "os.version", "os.features", "variant");

    private String os = "";
    private String architecture = "";
    private @Nullable String variant;
    private @Nullable String osVersion;
    private List<String> osFeatures = List.of();

    /** Reads the object that is the value at hand. */
    static Platform read(JsonReader in) throws InvalidDocumentException {
        PlatformFields fields = new PlatformFields();
        in.object(fields);
        return fields.platform();
    }

    /** Writes an object as Go does, where system and architecture are never left out. */
    static void write(Platform platform, GoJsonWriter out) {
        out.beginObject().name("architecture").value(platform.architecture());
        out.name("os").value(platform.os());
        if (platform.osVersion() != null) {
            out.name("os.version").value(platform.osVersion());
        }
        if (!platform.osFeatures().isEmpty()) {
            out.name("os.features").beginArray();
            platform.osFeatures().forEach(out::value);
            out.endArray();
        }
        if (platform.variant() != null) {
            out.name("variant").value(platform.variant());
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
            case "architecture" -> architecture = orEmpty(in.stringOrNull());
            case "os" -> os = orEmpty(in.stringOrNull());
            case "os.version" -> osVersion = in.stringOrNull();
            case "os.features" -> osFeatures = in.list(JsonReader::string);
            case "variant" -> variant = in.stringOrNull();
            default -> throw new IllegalArgumentException(name);
        }
    }

    /** What was read; an absent system or architecture is empty, as containerd reads it. */
    Platform platform() {
        return new Platform(os, architecture, variant, osVersion, osFeatures);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
