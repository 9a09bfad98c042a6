package dev.drayage.testkit;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Builds an artifact manifest of an older draft in some {@link MemoryContent}. */
public final class ArtifactDraft {
    private ArtifactDraft() {}

    /** Adds an artifact of one blob, which holds the text of its type. */
    public static Descriptor of(
            MemoryContent content, String mediaType, String artifactType, @Nullable Descriptor subject) {
        GoJsonWriter json = new GoJsonWriter();
        json.beginObject().name("mediaType").value(mediaType);
        json.name("artifactType").value(artifactType);
        json.name("blobs").beginArray();
        Documents.write(content.add("text/plain", artifactType.getBytes(StandardCharsets.UTF_8)), json);
        json.endArray();
        if (subject != null) {
            json.name("subject");
            Documents.write(subject, json);
        }
        return content.add(mediaType, json.endObject().toBytes());
    }
}
