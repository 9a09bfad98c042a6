package dev.drayage.image;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Index;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds an image of a place that lists its images with their names as annotations. */
public final class ImageSearch {
    private static final int NAMES_IN_A_MESSAGE = 10;

    private final ReadableContent content;
    private final Limits limits;
    private final List<Descriptor> images;

    /** Searches these images, whose content is here too. */
    public ImageSearch(ReadableContent content, Limits limits, List<Descriptor> images) {
        this.content = content;
        this.limits = limits;
        this.images = images;
    }

    /**
     * The one image of this name: its tag, its full name, in familiar form too ({@code alpine:3.20}), or {@code @} and a
     * digest, which finds any manifest or index, listed or not.
     *
     * @throws ContentNotFoundException if there is none
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if several different images go by the name
     */
    public Descriptor find(String name) throws IOException {
        return name.startsWith("@") ? byDigest(name.substring(1)) : byName(name);
    }

    private Descriptor byName(String name) throws IOException {
        Optional<String> normalized = normalize(name);
        Map<Digest, Descriptor> found = new LinkedHashMap<>();
        for (Descriptor image : images) {
            if (names(image).anyMatch(known -> matches(name, normalized, known))) {
                found.putIfAbsent(image.digest(), image);
            }
        }
        if (found.isEmpty()) {
            throw ContentNotFoundException.of(
                    List.of(), content.location() + " holds no image named " + name + "; it holds " + listed());
        }
        if (found.size() > 1) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    content.location() + " holds " + found.size() + " different images named " + name
                            + "; choose one by digest: "
                            + found.keySet().stream().map(d -> "@" + d).collect(Collectors.joining(" or ")));
        }
        return found.values().iterator().next();
    }

    private static Stream<String> names(Descriptor image) {
        return Stream.of(ImageAnnotations.IMAGE_NAME, ImageAnnotations.REF_NAME)
                .flatMap(key -> image.annotation(key).stream());
    }

    private static boolean matches(String name, Optional<String> normalized, String known) {
        return known.equals(name) || (normalized.isPresent() && normalized.equals(normalize(known)));
    }

    /** Only names with a tag or a repository have a normal form here: a bare word is a tag, not an image of Docker Hub. */
    private static Optional<String> normalize(String name) {
        if (name.indexOf(':') < 0 && name.indexOf('/') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Reference.parse(name).withDefaultTag().toString());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Descriptor byDigest(String text) throws IOException {
        Digest digest;
        try {
            digest = Digest.parse(text);
        } catch (InvalidDigestException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, e.getMessage() + "; write @sha256:…", e);
        }
        for (Descriptor image : images) {
            if (image.digest().equals(digest)) {
                return image;
            }
        }
        Optional<ContentInfo> info = content.info(digest);
        if (info.isEmpty()) {
            throw ContentNotFoundException.of(
                    List.of(), content.location() + " holds nothing with digest " + digest + "; it holds " + listed());
        }
        return describe(digest, info.get().size());
    }

    /** An image that {@code index.json} does not list, as Docker leaves untagged ones, told by its content. */
    private Descriptor describe(Digest digest, long size) throws IOException {
        Descriptor unknown = Descriptor.of(MediaTypes.OCTET_STREAM, digest, size);
        RawDocument raw = RawDocument.of(Verification.readAll(content, unknown, limits.maxBytes()));
        Optional<String> type = indexType(raw).or(() -> manifestType(raw)).or(() -> artifactType(raw));
        if (type.isPresent()) {
            return Descriptor.of(type.get(), digest, size);
        }
        throw new ContentException(
                Kind.INVALID_ARGUMENT,
                "blob " + digest + " in " + content.location() + " is neither a manifest nor an index");
    }

    /** A document without a media type is OCI's, as the specification of Docker's makes it mandatory. */
    private Optional<String> indexType(RawDocument raw) {
        try {
            Index index = Index.parse(raw, MediaTypes.OCI_INDEX, limits);
            return index.mediaType() == null && index.manifests().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Objects.requireNonNullElse(index.mediaType(), MediaTypes.OCI_INDEX));
        } catch (InvalidDocumentException e) {
            return Optional.empty();
        }
    }

    private Optional<String> manifestType(RawDocument raw) {
        try {
            String type = Manifest.parse(raw, MediaTypes.OCI_MANIFEST, limits).mediaType();
            return Optional.of(Objects.requireNonNullElse(type, MediaTypes.OCI_MANIFEST));
        } catch (InvalidDocumentException e) {
            return Optional.empty();
        }
    }

    /** Such a document always says what it is. */
    private Optional<String> artifactType(RawDocument raw) {
        for (String type : List.of(MediaTypes.OCI_ARTIFACT_MANIFEST, MediaTypes.ORAS_ARTIFACT_MANIFEST)) {
            try {
                if (ArtifactManifest.parse(raw, type, limits).mediaType() != null) {
                    return Optional.of(type);
                }
            } catch (InvalidDocumentException e) {
                // It is not of this type.
            }
        }
        return Optional.empty();
    }

    private String listed() {
        if (images.isEmpty()) {
            return "no images";
        }
        String names = images.stream()
                .map(image -> names(image).findFirst().orElse("@" + image.digest()))
                .distinct()
                .limit(NAMES_IN_A_MESSAGE)
                .collect(Collectors.joining(", "));
        return images.size() > NAMES_IN_A_MESSAGE ? names + " and others" : names;
    }
}
