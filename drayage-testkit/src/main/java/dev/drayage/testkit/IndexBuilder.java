package dev.drayage.testkit;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds an index in some {@link MemoryContent} over manifests, other indexes, or anything else. */
public final class IndexBuilder {
    private final MemoryContent content;
    private final List<Descriptor> manifests = new ArrayList<>();
    private final Map<String, String> annotations = new TreeMap<>();
    private DigestAlgorithm algorithm = DigestAlgorithm.SHA256;
    private String mediaType = MediaTypes.OCI_INDEX;
    private @Nullable Descriptor subject;

    private IndexBuilder(MemoryContent content) {
        this.content = content;
    }

    /** Begins an OCI index that lists nothing. */
    public static IndexBuilder anIndexIn(MemoryContent content) {
        return new IndexBuilder(content);
    }

    /** Lists these after what is listed already. */
    public IndexBuilder of(Descriptor... listed) {
        manifests.addAll(List.of(listed));
        return this;
    }

    /** Makes it a manifest list of Docker's. */
    public IndexBuilder asDocker() {
        mediaType = MediaTypes.DOCKER_MANIFEST_LIST;
        return this;
    }

    /** Names it by another algorithm than sha256. */
    public IndexBuilder by(DigestAlgorithm other) {
        algorithm = other;
        return this;
    }

    /** Makes it a referrer of something. */
    public IndexBuilder about(Descriptor other) {
        subject = other;
        return this;
    }

    /** Annotates the index. */
    public IndexBuilder annotated(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    /** Adds it to the content. */
    public Descriptor build() {
        GoJsonWriter json = new GoJsonWriter();
        json.beginObject().name("schemaVersion").value(2).name("mediaType").value(mediaType);
        json.name("manifests").beginArray();
        manifests.forEach(manifest -> Documents.write(manifest, json));
        json.endArray();
        if (subject != null) {
            json.name("subject");
            Documents.write(subject, json);
        }
        Documents.writeAnnotations(annotations, json);
        return content.add(mediaType, json.endObject().toBytes(), algorithm);
    }
}
