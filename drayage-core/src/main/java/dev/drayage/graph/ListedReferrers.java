package dev.drayage.graph;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.ReferrersProvider;
import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Index;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What refers to what among the images that a place lists: for layouts, archives and stores, which have nobody to ask.
 * All manifests and indexes that the list reaches are read once for it. What an index lists under the tag that a
 * registry without a referrers API would have for a digest counts as well.
 */
public final class ListedReferrers implements ReferrersProvider {
    private final Documents documents;
    private final Map<Digest, Map<Digest, Descriptor>> bySubject = new HashMap<>();
    private final Map<String, List<Descriptor>> byTag = new HashMap<>();

    private ListedReferrers(Documents documents) {
        this.documents = documents;
    }

    /** The same within the usual limits. */
    public static ListedReferrers of(ReadableContent content, List<Descriptor> images) throws IOException {
        return of(content, images, Limits.defaults());
    }

    /**
     * Reads what is listed. What is not there refers to nothing.
     *
     * @param images all that the place lists, with their tags as annotations
     */
    public static ListedReferrers of(ReadableContent content, List<Descriptor> images, Limits limits)
            throws IOException {
        ListedReferrers referrers = new ListedReferrers(new Documents(content, limits));
        Graph.walk(referrers::look, limits, images);
        for (Descriptor image : images) {
            referrers.lookAtSubject(image);
            referrers.lookUnderTag(image);
        }
        return referrers;
    }

    private List<Descriptor> look(Descriptor descriptor) throws IOException {
        try {
            if (MediaTypes.isIndex(descriptor.mediaType())) {
                Index index = documents.index(descriptor);
                Referral.of(descriptor, index).ifPresent(this::note);
                return index.manifests();
            }
            documents.referral(descriptor).ifPresent(this::note);
        } catch (ContentNotFoundException e) {
            // A platform that was left out, for example.
        }
        return List.of();
    }

    private void note(Referral referral) {
        bySubject
                .computeIfAbsent(referral.subject(), subject -> new LinkedHashMap<>())
                .putIfAbsent(referral.referrer().digest(), referral.referrer());
    }

    /** What the list itself says that an entry refers to, as containerd's export has it. */
    private void lookAtSubject(Descriptor image) {
        String subject = image.annotation(ImageAnnotations.SUBJECT).orElse("");
        try {
            if (!subject.isEmpty()) {
                note(new Referral(Digest.parse(subject), image));
            }
        } catch (InvalidDigestException e) {
            // An annotation that anybody may write: it refers to nothing.
        }
    }

    private void lookUnderTag(Descriptor image) throws IOException {
        String tag = image.annotation(ImageAnnotations.REF_NAME).orElse("");
        if (tag.indexOf('-') > 0 && MediaTypes.isIndex(image.mediaType())) {
            try {
                byTag.put(tag, documents.index(image).manifests());
            } catch (ContentNotFoundException e) {
                // It is told of where it is asked for.
            }
        }
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) {
        Map<Digest, Descriptor> found = new LinkedHashMap<>(bySubject.getOrDefault(subject.digest(), Map.of()));
        byTag.getOrDefault(Referral.tag(subject.digest()), List.of())
                .forEach(listed -> found.putIfAbsent(listed.digest(), listed));
        return new ArrayList<>(found.values());
    }
}
