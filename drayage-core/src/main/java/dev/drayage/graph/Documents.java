package dev.drayage.graph;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.Verification;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageConfig;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads manifests, indexes and configs: verified against their descriptor, within limits, and of the shape that their
 * media type names. What is not stored is taken from the descriptor that embeds it ({@code data}). Thread-safe as far as
 * its provider is.
 */
public final class Documents {
    private final ContentProvider content;
    private final Limits limits;

    /** Reads from {@code content}, with the usual limits. */
    public Documents(ContentProvider content) {
        this(content, Limits.defaults());
    }

    /** Reads from {@code content}, nothing larger or deeper than {@code limits}. */
    public Documents(ContentProvider content, Limits limits) {
        this.content = content;
        this.limits = limits;
    }

    /**
     * Reads an image manifest.
     *
     * @throws ContentNotFoundException if it is not there
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if its size, digest, JSON or
     *     shape is not what the descriptor says, or it is over the limits
     */
    public Manifest manifest(Descriptor descriptor) throws IOException {
        return read(descriptor, raw -> Manifest.parse(raw, descriptor.mediaType(), limits));
    }

    /** Reads an index or manifest list; fails as {@link #manifest} does. */
    public Index index(Descriptor descriptor) throws IOException {
        return read(descriptor, raw -> Index.parse(raw, descriptor.mediaType(), limits));
    }

    /** Reads an artifact manifest of an older draft; fails as {@link #manifest} does. */
    public ArtifactManifest artifact(Descriptor descriptor) throws IOException {
        return read(descriptor, raw -> ArtifactManifest.parse(raw, descriptor.mediaType(), limits));
    }

    /**
     * Reads what a manifest or index says it is about; empty if that is nothing, or the descriptor is of neither. Fails as
     * {@link #manifest} does.
     */
    Optional<Referral> referral(Descriptor descriptor) throws IOException {
        return MediaTypes.isDocument(descriptor.mediaType())
                ? read(descriptor, raw -> Referral.of(descriptor, raw, limits))
                : Optional.empty();
    }

    /** Reads what a document refers to, as {@link #childrenOf}; a descriptor of no document has no children. Fails as {@link #manifest} does. */
    List<Descriptor> children(Descriptor descriptor) throws IOException {
        return MediaTypes.isDocument(descriptor.mediaType())
                ? read(descriptor, raw -> childrenOf(raw, descriptor.mediaType(), limits))
                : List.of();
    }

    /**
     * What a document refers to, in its order: the manifests of an index, config and layers of a manifest, the blobs of an
     * artifact manifest.
     *
     * @throws InvalidDocumentException if it is not of this media type, or over the limits
     */
    public static List<Descriptor> childrenOf(RawDocument raw, String mediaType, Limits limits)
            throws InvalidDocumentException {
        if (MediaTypes.isIndex(mediaType)) {
            return Index.parse(raw, mediaType, limits).manifests();
        }
        return MediaTypes.isArtifactManifest(mediaType)
                ? ArtifactManifest.parse(raw, mediaType, limits).blobs()
                : Manifest.parse(raw, mediaType, limits).children();
    }

    /** Reads an image config; fails as {@link #manifest} does. */
    public ImageConfig config(Descriptor descriptor) throws IOException {
        return read(descriptor, raw -> ImageConfig.parse(raw, limits));
    }

    /** Reads any document, of a type unknown or not needed, as the bytes it is; fails as {@link #manifest} does. */
    public RawDocument raw(Descriptor descriptor) throws IOException {
        return read(descriptor, raw -> raw);
    }

    /** How large documents may be, and the graphs that they make. */
    public Limits limits() {
        return limits;
    }

    /** The name of the place as messages give it. */
    public String location() {
        return content.location();
    }

    private byte[] bytes(Descriptor descriptor) throws IOException {
        try {
            return Verification.readAll(content, descriptor, limits.maxBytes());
        } catch (ContentNotFoundException e) {
            return descriptor.embeddedData().orElseThrow(() -> e);
        }
    }

    @FunctionalInterface
    private interface Parser<T> {
        T parse(RawDocument raw) throws InvalidDocumentException;
    }

    private <T> T read(Descriptor descriptor, Parser<T> parser) throws IOException {
        try {
            return parser.parse(RawDocument.of(bytes(descriptor)));
        } catch (InvalidDocumentException e) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    descriptor.kind() + " " + descriptor.digest() + " in " + content.location() + ": " + e.problem(),
                    e);
        }
    }
}
