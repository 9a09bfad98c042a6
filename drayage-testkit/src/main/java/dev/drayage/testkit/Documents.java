package dev.drayage.testkit;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import java.util.Map;

/** The parts that documents of the builders share. */
final class Documents {
    private Documents() {}

    static void write(Descriptor descriptor, GoJsonWriter json) {
        json.beginObject();
        json.name("mediaType").value(descriptor.mediaType());
        json.name("digest").value(descriptor.digest().toString());
        json.name("size").value(descriptor.size());
        if (descriptor.data() != null) {
            json.name("data").value(descriptor.data());
        }
        writeAnnotations(descriptor.annotations(), json);
        Platform platform = descriptor.platform();
        if (platform != null) {
            json.name("platform").beginObject();
            json.name("architecture").value(platform.architecture());
            json.name("os").value(platform.os());
            if (platform.osVersion() != null) {
                json.name("os.version").value(platform.osVersion());
            }
            if (platform.variant() != null) {
                json.name("variant").value(platform.variant());
            }
            json.endObject();
        }
        if (descriptor.artifactType() != null) {
            json.name("artifactType").value(descriptor.artifactType());
        }
        json.endObject();
    }

    static void writeAnnotations(Map<String, String> annotations, GoJsonWriter json) {
        if (!annotations.isEmpty()) {
            json.name("annotations").beginObject();
            annotations.forEach((key, value) -> json.name(key).value(value));
            json.endObject();
        }
    }
}
