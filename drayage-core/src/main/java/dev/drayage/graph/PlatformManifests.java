package dev.drayage.graph;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the manifest of one platform in an image: in its index, in indexes within that, or the one manifest that the
 * image is. Reads documents only. Thread-safe as far as its documents are.
 */
public final class PlatformManifests {
    private static final int PLATFORMS_IN_A_MESSAGE = 10;

    private record Listed(Descriptor manifest, Optional<Platform> platform) {

        boolean isFor(PlatformMatcher matcher) {
            return platform.filter(matcher::matches).isPresent();
        }

        boolean isForAMachine() {
            return platform.isPresent() && !platform.get().isUnknown();
        }
    }

    private final Documents documents;
    private final Consumer<String> warnings;

    /** Looks into images whose documents these are. */
    public PlatformManifests(Documents documents) {
        this(documents, warning -> {});
    }

    /**
     * The same with somebody to warn.
     *
     * @param warnings told of a choice between manifests that nothing but their order decided, in a sentence
     */
    public PlatformManifests(Documents documents, Consumer<String> warnings) {
        this.documents = documents;
        this.warnings = warnings;
    }

    /**
     * The manifest of a platform, with the annotations of the image; of several for the same platform the one listed
     * first. A name that pins the digest of the index is left out. An image that is for no platform in particular, such
     * as an artifact, is returned as it is.
     *
     * @param label what messages call the image
     * @throws ContentNotFoundException if the image is for other platforms only
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if several manifests match and differ in the version
     *     or the features of their platform, none of which was asked for
     */
    public Descriptor of(Descriptor image, String label, Platform platform) throws IOException {
        PlatformMatcher matcher = PlatformMatcher.onlyStrict(platform);
        Map<Platform, List<Descriptor>> matching = new LinkedHashMap<>();
        for (Listed listed : listed(image, matcher)) {
            if (listed.isFor(matcher)) {
                matching.computeIfAbsent(listed.platform().orElseThrow().normalized(), key -> new ArrayList<>())
                        .add(listed.manifest());
            }
        }
        if (matching.isEmpty()) {
            Optional<String> problem = problem(image, label, platform);
            if (problem.isPresent()) {
                throw ContentNotFoundException.of(
                        List.of(), "missing from " + documents.location() + ": " + problem.get());
            }
            return image;
        }
        List<Descriptor> exact = matching.get(platform.normalized());
        if (exact == null && matching.size() > 1) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    label + " in " + documents.location() + " has " + matching.size() + " manifests for " + platform
                            + "; choose one of " + words(List.copyOf(matching.keySet())));
        }
        List<Descriptor> same =
                exact != null ? exact : matching.values().iterator().next();
        ambiguity(label, platform, same).ifPresent(warnings);
        Descriptor chosen = same.get(0);
        return chosen.digest().equals(image.digest()) ? image : chosen.withAnnotations(annotationsOf(image));
    }

    /**
     * Whether an index lists other manifests for the platform of one that was chosen from it: a sentence that names them
     * all. What cannot be read is not looked at.
     */
    public Optional<String> ambiguity(Descriptor image, String label, Descriptor chosen) throws IOException {
        ManifestPlatforms platforms = new ManifestPlatforms(documents);
        Optional<Platform> platform = platforms.of(chosen).map(Platform::normalized);
        if (platform.isEmpty() || platform.get().isUnknown() || !MediaTypes.isIndex(image.mediaType())) {
            return Optional.empty();
        }
        List<Descriptor> same = new ArrayList<>(List.of(chosen));
        Handler look = descriptor -> {
            try {
                if (MediaTypes.isIndex(descriptor.mediaType())) {
                    return documents.index(descriptor).manifests();
                }
                if (MediaTypes.isManifest(descriptor.mediaType())
                        && platforms.of(descriptor).map(Platform::normalized).equals(platform)) {
                    same.add(descriptor);
                }
            } catch (ContentException e) {
                // Nobody takes it.
            }
            return List.of();
        };
        Graph.walk(look, documents.limits(), List.of(image));
        return ambiguity(label, platform.get(), same);
    }

    /** The first is taken, as containerd does. */
    private Optional<String> ambiguity(String label, Platform platform, List<Descriptor> same) {
        List<Digest> digests = same.stream().map(Descriptor::digest).distinct().toList();
        if (digests.size() < 2) {
            return Optional.empty();
        }
        String others = digests.stream()
                .skip(1)
                .limit(PLATFORMS_IN_A_MESSAGE)
                .map(Digest::toString)
                .collect(Collectors.joining(", "));
        return Optional.of(
                label + " in " + documents.location() + " lists " + digests.size() + " manifests for " + platform
                        + ", of which the first is taken, " + digests.get(0) + ", and not " + others
                        + (digests.size() - 1 > PLATFORMS_IN_A_MESSAGE ? " and others" : "")
                        + "; @DIGEST chooses another");
    }

    /** What a name pins is the index: the manifest of one platform keeps the rest of the name. */
    private static SortedMap<String, String> annotationsOf(Descriptor index) {
        SortedMap<String, String> annotations = new TreeMap<>(index.annotations());
        for (String key : List.of(ImageAnnotations.IMAGE_NAME, ImageAnnotations.REF_NAME)) {
            annotations.computeIfPresent(key, (unused, name) -> unpinned(name));
        }
        return annotations;
    }

    private static @Nullable String unpinned(String name) {
        try {
            Reference reference = Reference.parse(name);
            if (reference.digest() == null) {
                return name;
            }
            return reference.tag() == null ? null : reference.withoutDigest().toString();
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** Why an image does not serve a platform, in words; empty if it does, or is for no platform in particular. */
    public Optional<String> problem(Descriptor image, String label, Platform wanted) throws IOException {
        PlatformMatcher matcher = PlatformMatcher.onlyStrict(wanted);
        List<Listed> all = listed(image, PlatformMatcher.all());
        if (all.stream().anyMatch(listed -> listed.isFor(matcher))) {
            return Optional.empty();
        }
        List<Platform> others = all.stream()
                .filter(Listed::isForAMachine)
                .map(listed -> listed.platform().orElseThrow().normalized())
                .distinct()
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("a manifest for " + wanted + " (image " + label + " is for " + words(others) + ")");
    }

    /** All manifests that are reached through indexes and platforms that match; what is absent is for none. */
    private List<Listed> listed(Descriptor image, PlatformMatcher matcher) throws IOException {
        ManifestPlatforms platforms = new ManifestPlatforms(documents);
        List<Listed> listed = new ArrayList<>();
        Handler look = descriptor -> {
            try {
                if (MediaTypes.isManifest(descriptor.mediaType())) {
                    listed.add(new Listed(descriptor, platforms.of(descriptor)));
                } else if (MediaTypes.isIndex(descriptor.mediaType())) {
                    return documents.index(descriptor).manifests();
                }
            } catch (ContentNotFoundException e) {
                if (descriptor.equals(image)) {
                    throw e;
                }
            }
            return List.of();
        };
        Graph.walk(look.onPlatforms(matcher), documents.limits(), List.of(image));
        return listed;
    }

    private static String words(List<Platform> platforms) {
        String words = platforms.stream()
                .limit(PLATFORMS_IN_A_MESSAGE)
                .map(Platform::toString)
                .collect(Collectors.joining(", "));
        return platforms.size() > PLATFORMS_IN_A_MESSAGE ? words + " and others" : words;
    }
}
