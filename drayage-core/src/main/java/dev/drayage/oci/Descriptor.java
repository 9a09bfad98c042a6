package dev.drayage.oci;

import dev.drayage.platform.Platform;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What some content is, how large, and by which digest to find it, as image-spec's {@code descriptor.md} has it.
 *
 * @param mediaType what the content is; not empty
 * @param digest the digest of the content
 * @param size the size of the content in bytes, 0 or more
 * @param urls where else the content may be fetched
 * @param annotations what somebody noted about the content, sorted as Go sorts the keys
 * @param data the content itself in base64, as it was written; null if not embedded
 * @param platform the platform that an image is made for; null if not said
 * @param artifactType what kind of artifact a manifest is of; null if not said
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        List<String> urls,
        SortedMap<String, String> annotations,
        @Nullable String data,
        @Nullable Platform platform,
        @Nullable String artifactType) {

    /**
     * Checks and copies the values.
     *
     * @throws IllegalArgumentException if the media type is empty, the size negative, or the data not base64
     */
    public Descriptor {
        if (mediaType.isEmpty()) {
            throw new IllegalArgumentException("the media type of " + digest + " must not be empty");
        }
        if (size < 0) {
            throw new IllegalArgumentException("the size of " + digest + " must be 0 or more, found " + size);
        }
        if (data != null && !isBase64(data)) {
            throw new IllegalArgumentException("the data of " + digest + " is not base64 with padding");
        }
        urls = List.copyOf(urls);
        annotations = Annotations.copyOf(annotations);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Descriptor that
                && size == that.size
                && digest.equals(that.digest)
                && mediaType.equals(that.mediaType)
                && urls.equals(that.urls)
                && annotations.equals(that.annotations)
                && Objects.equals(data, that.data)
                && Objects.equals(platform, that.platform)
                && Objects.equals(artifactType, that.artifactType);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    /** A descriptor of the three things that every descriptor has. */
    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, List.of(), Annotations.copyOf(Map.of()), null, null, null);
    }

    /** The two bytes <code>{}</code>, which stand where an artifact has no config or no layer. */
    public static Descriptor empty() {
        byte[] bytes = {'{', '}'};
        return of(MediaTypes.OCI_EMPTY, Digest.compute(DigestAlgorithm.SHA256, bytes), bytes.length);
    }

    /** This descriptor with these annotations in place of its own. */
    public Descriptor withAnnotations(Map<String, String> replacement) {
        return new Descriptor(
                mediaType, digest, size, urls, Annotations.copyOf(replacement), data, platform, artifactType);
    }

    /** This descriptor with one more annotation, or another value for it. */
    public Descriptor withAnnotation(String key, String value) {
        SortedMap<String, String> more = Annotations.modifiable();
        more.putAll(annotations);
        more.put(key, value);
        return withAnnotations(more);
    }

    /** This descriptor with another platform, or none. */
    public Descriptor withPlatform(@Nullable Platform replacement) {
        return new Descriptor(mediaType, digest, size, urls, annotations, data, replacement, artifactType);
    }

    /** This descriptor with another kind of artifact, or none. */
    public Descriptor withArtifactType(@Nullable String replacement) {
        return new Descriptor(mediaType, digest, size, urls, annotations, data, platform, replacement);
    }

    /** This descriptor with another media type. */
    public Descriptor withMediaType(String replacement) {
        return new Descriptor(replacement, digest, size, urls, annotations, data, platform, artifactType);
    }

    /** The value of an annotation. */
    public Optional<String> annotation(String key) {
        return Optional.ofNullable(annotations.get(key));
    }

    /** The embedded content, if it is embedded and is what this descriptor says: that size, and that digest. */
    public Optional<byte[]> embeddedData() {
        // Four digits hold three bytes: what cannot have the right size is not decoded at all.
        if (data == null || data.length() / 4 != size / 3 + (size % 3 == 0 ? 0 : 1)) {
            return Optional.empty();
        }
        byte[] bytes = Base64.getDecoder().decode(data);
        return bytes.length == size && Digest.compute(digest.algorithm(), bytes).equals(digest)
                ? Optional.of(bytes)
                : Optional.empty();
    }

    /** One word for what the media type is: index, manifest, artifact, config, layer, or else blob. */
    public String kind() {
        if (MediaTypes.isIndex(mediaType)) {
            return "index";
        }
        if (MediaTypes.isArtifactManifest(mediaType)) {
            return "artifact";
        }
        if (MediaTypes.isManifest(mediaType)) {
            return "manifest";
        }
        if (MediaTypes.isConfig(mediaType)) {
            return "config";
        }
        return MediaTypes.isLayer(mediaType) ? "layer" : "blob";
    }

    /** A short form for people, such as {@code layer sha256:ab12cd34ef56 (123 bytes)}. */
    @Override
    public String toString() {
        return kind() + " " + digest.shortForm() + " (" + size + (size == 1 ? " byte)" : " bytes)");
    }

    /** Whether it is base64 that every program reads; Java's own decoder also takes it without its padding. */
    static boolean isBase64(String text) {
        if (text.length() % 4 != 0) {
            return false;
        }
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
