package dev.drayage.registry;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.Optional;

/** Where documents go in: by digest, then noted with what they are about if the registry does not do it, then by tag. */
final class ManifestPusher {
    private final ManifestClient manifests;
    private final Referrers referrers;
    private final Limits limits;

    ManifestPusher(ManifestClient manifests, Referrers referrers, Limits limits) {
        this.manifests = manifests;
        this.referrers = referrers;
        this.limits = limits;
    }

    int maxBytes() {
        return limits.maxBytes();
    }

    /** Sends a verified document by its digest. */
    void send(Descriptor descriptor, byte[] bytes) throws IOException {
        Digest digest = descriptor.digest();
        if (!manifests.put(digest.toString(), descriptor.mediaType(), bytes, digest)) {
            Optional<Referral> referral = referral(descriptor, bytes);
            if (referral.isPresent()) {
                referrers.note(referral.get().subject(), referral.get().referrer());
            }
        }
    }

    /** Gives a document that is there a tag. */
    void tag(Descriptor descriptor, String tag) throws IOException {
        manifests.put(tag, descriptor.mediaType(), manifests.fetch(descriptor), descriptor.digest());
    }

    private Optional<Referral> referral(Descriptor descriptor, byte[] bytes) {
        try {
            return Referral.of(descriptor, RawDocument.of(bytes), limits);
        } catch (InvalidDocumentException e) {
            // The registry took it: what it is about is then not for us to say.
            return Optional.empty();
        }
    }
}
