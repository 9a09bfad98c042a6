package dev.drayage.graph;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReferrersProvider;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What refers to images, and to what refers to them. */
public final class Referrers {
    private Referrers() {}

    /**
     * Everything that refers to an image, to a manifest or index below it, or to another referrer; each once, annotated
     * with the digest of its subject as containerd's export does. The images themselves are not among them. Neither the
     * order in which a place lists referrers nor what it lists of them beside their digests matters: those of one subject
     * are in the order of their digests, described as they describe themselves.
     *
     * @param documents reads the referrers; one that is not there is described as it is listed
     * @param children says what comes below a descriptor: of what is left out there, the referrers are left out too
     * @throws dev.drayage.content.ContentException of kind {@code FAILED_PRECONDITION} if there are more than the limits
     *     allow
     */
    public static List<Descriptor> of(
            ReferrersProvider provider, Documents documents, Handler children, List<Descriptor> images)
            throws IOException {
        Set<Digest> known = images.stream().map(Descriptor::digest).collect(Collectors.toCollection(HashSet::new));
        List<Descriptor> found = new ArrayList<>();
        Handler collect = descriptor -> {
            if (!MediaTypes.isDocument(descriptor.mediaType())) {
                return List.of();
            }
            List<Descriptor> below = new ArrayList<>(children.handle(descriptor));
            for (Descriptor listed : sorted(provider.referrers(descriptor))) {
                Descriptor noted = unnamed(described(documents, listed))
                        .withAnnotation(
                                ImageAnnotations.SUBJECT, descriptor.digest().toString());
                if (known.add(noted.digest())) {
                    found.add(noted);
                }
                below.add(noted);
            }
            return below;
        };
        Graph.walk(collect, documents.limits(), images);
        return List.copyOf(found);
    }

    /** Each once, by digest: a list may name one several times, and with other annotations each time. */
    private static List<Descriptor> sorted(List<Descriptor> listed) {
        SortedMap<String, Descriptor> byDigest = new TreeMap<>();
        listed.stream()
                .sorted(Comparator.comparing(Descriptor::mediaType))
                .forEach(each -> byDigest.putIfAbsent(each.digest().toString(), each));
        return List.copyOf(byDigest.values());
    }

    /** As the document itself says: what a registry lists of it, and what clients list under a tag, may say more or less. */
    private static Descriptor described(Documents documents, Descriptor listed) throws IOException {
        Descriptor bare = Descriptor.of(listed.mediaType(), listed.digest(), listed.size());
        try {
            return documents.referral(listed).map(Referral::referrer).orElse(bare);
        } catch (ContentNotFoundException e) {
            return bare;
        }
    }

    /** What somebody says about an image must not take its name. */
    private static Descriptor unnamed(Descriptor referrer) {
        Map<String, String> annotations = new TreeMap<>(referrer.annotations());
        annotations.keySet().removeAll(List.of(ImageAnnotations.REF_NAME, ImageAnnotations.IMAGE_NAME));
        return referrer.withAnnotations(annotations);
    }
}
