package dev.drayage.graph;

import dev.drayage.content.ReferrersProvider;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What refers to images, and to what refers to them. */
public final class Referrers {
    private Referrers() {}

    /**
     * Everything that refers to an image, to a manifest or index below it, or to another referrer; each once, annotated
     * with the digest of its subject as containerd's export does. The images themselves are not among them.
     *
     * @param children says what comes below a descriptor: of what is left out there, the referrers are left out too
     * @throws dev.drayage.content.ContentException of kind {@code FAILED_PRECONDITION} if there are more than the limits
     *     allow
     */
    public static List<Descriptor> of(
            ReferrersProvider provider, Handler children, GraphLimits limits, List<Descriptor> images)
            throws IOException {
        List<Descriptor> found = new ArrayList<>();
        Handler collect = descriptor -> {
            if (!MediaTypes.isManifest(descriptor.mediaType()) && !MediaTypes.isIndex(descriptor.mediaType())) {
                return List.of();
            }
            List<Descriptor> below = new ArrayList<>(children.handle(descriptor));
            for (Descriptor referrer : provider.referrers(descriptor)) {
                Descriptor noted = unnamed(referrer)
                        .withAnnotation(
                                ImageAnnotations.SUBJECT, descriptor.digest().toString());
                boolean isNew = found.stream().noneMatch(known -> known.digest().equals(referrer.digest()))
                        && images.stream().noneMatch(image -> image.digest().equals(referrer.digest()));
                if (isNew) {
                    found.add(noted);
                }
                below.add(noted);
            }
            return below;
        };
        Graph.walk(collect, limits, images);
        return List.copyOf(found);
    }

    /** What somebody says about an image must not take its name. */
    private static Descriptor unnamed(Descriptor referrer) {
        Map<String, String> annotations = new TreeMap<>(referrer.annotations());
        annotations.keySet().removeAll(List.of(ImageAnnotations.REF_NAME, ImageAnnotations.IMAGE_NAME));
        return referrer.withAnnotations(annotations);
    }
}
