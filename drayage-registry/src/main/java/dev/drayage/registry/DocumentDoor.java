package dev.drayage.registry;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.InvalidDocumentException;
import dev.drayage.oci.JsonLimits;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where documents go in: by digest, then noted with what they are about if the registry does not do it, then by tag. */
final class DocumentDoor {
    private final Manifests manifests;
    private final Referrers referrers;
    private final JsonLimits limits;

    DocumentDoor(Manifests manifests, Referrers referrers, JsonLimits limits) {
        this.manifests = manifests;
        this.referrers = referrers;
        this.limits = limits;
    }

    int maxBytes() {
        return limits.maxBytes();
    }

    boolean holds(Descriptor document) throws IOException {
        return manifests.size(document.digest()).isPresent();
    }

    /** Sends a verified document by its digest. */
    void send(Descriptor descriptor, byte[] bytes) throws IOException {
        Digest digest = descriptor.digest();
        if (!manifests.put(digest.toString(), descriptor.mediaType(), bytes, digest)) {
            Optional<About> about = about(descriptor, bytes);
            if (about.isPresent()) {
                referrers.note(about.get().subject(), about.get().referrer());
            }
        }
    }

    /** Gives a document that is there a tag. */
    void tag(Descriptor descriptor, String tag) throws IOException {
        manifests.put(tag, descriptor.mediaType(), manifests.fetch(descriptor), descriptor.digest());
    }

    /**
     * What a document says of itself.
     *
     * @param subject what it is about
     * @param referrer its descriptor as a list of referrers has it
     */
    private record About(Digest subject, Descriptor referrer) {}

    private Optional<About> about(Descriptor descriptor, byte[] bytes) {
        RawDocument raw = RawDocument.of(bytes);
        try {
            if (MediaTypes.isIndex(descriptor.mediaType())) {
                Index index = Index.parse(raw, descriptor.mediaType(), limits);
                return about(descriptor, index.subject(), index.artifactType(), index.annotations());
            }
            Manifest manifest = Manifest.parse(raw, descriptor.mediaType(), limits);
            String type =
                    manifest.artifactType() == null || manifest.artifactType().isEmpty()
                            ? manifest.config().mediaType()
                            : manifest.artifactType();
            return about(descriptor, manifest.subject(), type, manifest.annotations());
        } catch (InvalidDocumentException e) {
            // The registry took it: what it is about is then not for us to say.
            return Optional.empty();
        }
    }

    private static Optional<About> about(
            Descriptor descriptor,
            @Nullable Descriptor subject,
            @Nullable String artifactType,
            Map<String, String> annotations) {
        return Optional.ofNullable(subject)
                .map(of -> new About(
                        of.digest(),
                        Descriptor.of(descriptor.mediaType(), descriptor.digest(), descriptor.size())
                                .withArtifactType(artifactType)
                                .withAnnotations(annotations)));
    }
}
