package dev.drayage.packaging.image;

import dev.drayage.json.GoJsonWriter;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is said of the image in all its documents.
 *
 * @param version of the command
 * @param revision the commit that it was made from
 * @param created when, by the sources and not by a clock
 * @param source where the sources are
 */
record ImageMetadata(String version, String revision, Instant created, String source) {
    /** Of the command, the Java runtime, glibc and the certificates. */
    private static final String LICENSES =
            "Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0 AND LGPL-2.1-or-later AND MPL-2.0";

    /** The annotations that OCI has names for. */
    Map<String, String> annotations() {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put("org.opencontainers.image.title", "dray");
        annotations.put("org.opencontainers.image.description", "Moves container images without a daemon.");
        annotations.put("org.opencontainers.image.version", version);
        annotations.put("org.opencontainers.image.revision", revision);
        annotations.put("org.opencontainers.image.created", created.toString());
        annotations.put("org.opencontainers.image.source", source);
        annotations.put("org.opencontainers.image.vendor", "The Drayage authors");
        annotations.put("org.opencontainers.image.licenses", LICENSES);
        return annotations;
    }

    /** Writes the annotations as a member of the object that is open. */
    void write(String member, GoJsonWriter json) {
        json.name(member).beginObject();
        annotations().forEach((key, value) -> json.name(key).value(value));
        json.endObject();
    }
}
