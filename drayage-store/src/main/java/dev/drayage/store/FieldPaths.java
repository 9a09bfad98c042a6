package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import dev.drayage.labels.Labels;
import dev.drayage.metadata.StoredImage;
import java.util.List;
import java.util.Map;

/** Changes the fields of an image that paths name, and no others. */
final class FieldPaths {
    private static final String LABEL = "labels.";
    private static final String ANNOTATION = "annotations.";

    private FieldPaths() {}

    /** The stored image with what the paths name taken from the other; with all of the other if there is no path. */
    static StoredImage apply(StoredImage stored, StoredImage other, List<String> paths) throws ContentException {
        if (paths.isEmpty()) {
            return other;
        }
        StoredImage result = stored;
        for (String path : paths) {
            result = apply(result, other, path);
        }
        return result;
    }

    private static StoredImage apply(StoredImage image, StoredImage other, String path) throws ContentException {
        if (path.equals("target")) {
            return image.withTarget(other.target());
        }
        if (path.equals("labels")) {
            return image.withLabels(other.labels());
        }
        if (path.startsWith(LABEL)) {
            String key = path.substring(LABEL.length());
            Map<String, String> change = Map.of(key, other.labels().getOrDefault(key, ""));
            return image.withLabels(Labels.changed(image.labels(), change));
        }
        if (path.equals("annotations")) {
            return image.withTarget(
                    image.target().withAnnotations(other.target().annotations()));
        }
        if (path.startsWith(ANNOTATION)) {
            String key = path.substring(ANNOTATION.length());
            Map<String, String> change =
                    Map.of(key, other.target().annotation(key).orElse(""));
            return image.withTarget(
                    image.target().withAnnotations(Labels.changed(image.target().annotations(), change)));
        }
        throw new ContentException(
                Kind.INVALID_ARGUMENT,
                "an image has no field " + Quotes.quote(path)
                        + "; it has target, labels, labels.KEY, annotations and annotations.KEY");
    }
}
