package dev.drayage.labels;

import dev.drayage.content.ContentInfo;
import dev.drayage.content.InfoProvider;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The labels that tell which repositories of a registry some content came from: one for each registry. */
public final class SourceLabels {
    /** What their keys begin with; the registry's host follows. */
    public static final String PREFIX = "containerd.io/distribution.source.";

    private SourceLabels() {}

    /** The labels that an image of an archive has as annotations. */
    public static SortedMap<String, String> of(Descriptor image) {
        SortedMap<String, String> labels = new TreeMap<>(image.annotations());
        labels.keySet().removeIf(key -> !key.startsWith(PREFIX));
        return labels;
    }

    /** An image as an archive lists it: its names, and the sources noted of its content, as annotations. */
    public static Descriptor annotated(Descriptor target, String name, InfoProvider content) throws IOException {
        Descriptor named = ImageNames.named(target, name);
        Optional<ContentInfo> info = content.info(named.digest());
        if (info.isPresent()) {
            for (Map.Entry<String, String> label : info.get().labels().entrySet()) {
                if (label.getKey().startsWith(PREFIX)) {
                    named = named.withAnnotation(label.getKey(), label.getValue());
                }
            }
        }
        return named;
    }
}
