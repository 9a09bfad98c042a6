package dev.drayage.server.cache;

import dev.drayage.content.ContentInfo;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Referral;
import dev.drayage.labels.GcLabels;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a cache notes of its content and images. */
final class CacheLabels {
    private static final String PREFIX = "dev.drayage.cache.";

    /** On documents alone: their media type. */
    private static final String TYPE = PREFIX + "type";

    /** On documents that are about another: the digest of that. */
    private static final String SUBJECT = PREFIX + "subject";

    private static final String USED = PREFIX + "used";

    /** The name of a repository that has it follows. */
    private static final String REPOSITORY = PREFIX + "repository.";

    /** A base layer may be in any number of them; of one that is no longer noted the upstream is asked again. */
    private static final int MAX_REPOSITORIES = 200;

    /** On images: when the upstream last said that the tag means this. */
    static final String CHECKED = PREFIX + "checked";

    private CacheLabels() {}

    static boolean isIn(ContentInfo info, String repository) {
        return info.labels().containsKey(REPOSITORY + repository);
    }

    /** What to change so that it is in this repository too. */
    static SortedMap<String, String> adding(ContentInfo info, String repository, Instant now) {
        SortedMap<String, String> changes = of(repository, now);
        List<String> noted = info.labels().keySet().stream()
                .filter(key -> key.startsWith(REPOSITORY))
                .toList();
        if (noted.size() >= MAX_REPOSITORIES) {
            changes.put(noted.get(Math.floorMod(repository.hashCode(), noted.size())), "");
        }
        return changes;
    }

    /** Those of a blob that was fetched for this repository. */
    static SortedMap<String, String> of(String repository, Instant now) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put(REPOSITORY + repository, "1");
        labels.put(USED, now.toString());
        return labels;
    }

    /** Those of a document, without a repository. */
    static SortedMap<String, String> of(Descriptor descriptor, byte[] bytes) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put(TYPE, descriptor.mediaType());
        try {
            RawDocument raw = RawDocument.of(bytes);
            labels.putAll(references(descriptor.mediaType(), raw));
            Referral.of(descriptor, raw, Limits.defaults())
                    .ifPresent(
                            referral -> labels.put(SUBJECT, referral.subject().toString()));
        } catch (InvalidDocumentException e) {
            // It is served as it is; whoever reads it will tell.
        }
        return labels;
    }

    private static Map<String, String> references(String mediaType, RawDocument raw) throws InvalidDocumentException {
        if (MediaTypes.isIndex(mediaType)) {
            return GcLabels.of(Index.parse(raw, mediaType, Limits.defaults()));
        }
        return MediaTypes.isArtifactManifest(mediaType)
                ? GcLabels.of(ArtifactManifest.parse(raw, mediaType, Limits.defaults()))
                : GcLabels.of(Manifest.parse(raw, mediaType, Limits.defaults()));
    }

    static boolean isDocument(ContentInfo info) {
        return info.labels().containsKey(TYPE);
    }

    static boolean isAbout(ContentInfo info, Digest subject) {
        return subject.toString().equals(info.labels().get(SUBJECT));
    }

    /** What a document refers to. */
    static List<Digest> children(ContentInfo info) {
        List<Digest> children = new ArrayList<>();
        info.labels().tailMap(GcLabels.REFERENCE).forEach((key, value) -> {
            if (key.startsWith(GcLabels.REFERENCE)) {
                try {
                    children.add(Digest.parse(value));
                } catch (InvalidDigestException e) {
                    // Somebody else's label.
                }
            }
        });
        return children;
    }

    static Map<String, String> used(Instant now) {
        return Map.of(USED, now.toString());
    }

    /** When it was last used, or else stored. */
    static Instant used(ContentInfo info) {
        return time(info.labels().getOrDefault(USED, ""), info.created());
    }

    static Instant time(String text, Instant otherwise) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
