package dev.drayage.graph;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest or index says it is about.
 *
 * @param subject the digest of that
 * @param referrer its own descriptor, as lists of referrers have it (OCI distribution-spec, "Listing Referrers")
 */
public record Referral(Digest subject, Descriptor referrer) {

    /** What a manifest says; empty if it is about nothing. Its type is that of its config where it names none. */
    public static Optional<Referral> of(Descriptor descriptor, Manifest manifest) {
        String type = manifest.artifactType();
        return of(
                descriptor,
                manifest.subject(),
                type == null || type.isEmpty() ? manifest.config().mediaType() : type,
                manifest.annotations());
    }

    /** What an index says; empty if it is about nothing. */
    public static Optional<Referral> of(Descriptor descriptor, Index index) {
        return of(descriptor, index.subject(), index.artifactType(), index.annotations());
    }

    /** What an artifact manifest says; empty if it is about nothing. */
    public static Optional<Referral> of(Descriptor descriptor, ArtifactManifest artifact) {
        return of(descriptor, artifact.subject(), artifact.artifactType(), artifact.annotations());
    }

    /**
     * What a manifest or index says of which these are the bytes; empty if it is about nothing.
     *
     * @throws InvalidDocumentException if it is not what the media type of its descriptor says
     */
    public static Optional<Referral> of(Descriptor descriptor, RawDocument raw, Limits limits)
            throws InvalidDocumentException {
        String type = descriptor.mediaType();
        if (MediaTypes.isIndex(type)) {
            return of(descriptor, Index.parse(raw, type, limits));
        }
        return MediaTypes.isArtifactManifest(type)
                ? of(descriptor, ArtifactManifest.parse(raw, type, limits))
                : of(descriptor, Manifest.parse(raw, type, limits));
    }

    private static Optional<Referral> of(
            Descriptor descriptor,
            @Nullable Descriptor subject,
            @Nullable String artifactType,
            Map<String, String> annotations) {
        return Optional.ofNullable(subject)
                .map(about -> new Referral(
                        about.digest(),
                        Descriptor.of(descriptor.mediaType(), descriptor.digest(), descriptor.size())
                                .withArtifactType(artifactType)
                                .withAnnotations(annotations)));
    }

    /**
     * The tag under which an index of what is about a subject is kept where nothing else knows it (OCI
     * distribution-spec, "Referrers Tag Schema").
     */
    public static String tag(Digest subject) {
        String algorithm = subject.algorithm().identifier();
        String hex = subject.hex();
        return algorithm.substring(0, Math.min(32, algorithm.length())) + "-"
                + hex.substring(0, Math.min(64, hex.length()));
    }
}
