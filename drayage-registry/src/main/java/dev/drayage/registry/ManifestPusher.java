package dev.drayage.registry;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where documents go in: by digest, and noted with what they are about if the registry does not do it; those that get a tag
 * go in under that, which takes no second request. Thread-safe.
 */
final class ManifestPusher {
    private final ManifestClient manifests;
    private final Referrers referrers;
    private final Limits limits;
    private final Set<Digest> awaited = new HashSet<>();

    /** What waits for its tag, in the order in which it came: children before parents. */
    private final Map<Digest, Held> held = new LinkedHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // it is only handed on
    private record Held(Descriptor descriptor, byte[] bytes) {}

    ManifestPusher(ManifestClient manifests, Referrers referrers, Limits limits) {
        this.manifests = manifests;
        this.referrers = referrers;
        this.limits = limits;
    }

    int maxBytes() {
        return limits.maxBytes();
    }

    /** Says that a document is going to get a tag, when all that it refers to is there. */
    synchronized void await(Digest digest) {
        awaited.add(digest);
    }

    synchronized boolean isAwaited(Digest digest) {
        return awaited.contains(digest);
    }

    /** Sends a verified document by its digest; one that waits for its tag when it gets that. */
    void send(Descriptor descriptor, byte[] bytes) throws IOException {
        synchronized (this) {
            if (awaited.remove(descriptor.digest())) {
                held.put(descriptor.digest(), new Held(descriptor, bytes));
                return;
            }
        }
        if (MediaTypes.isIndex(descriptor.mediaType())) {
            sendHeldBefore(descriptor.digest());
        }
        put(descriptor.digest().toString(), descriptor, bytes);
    }

    /** What an index lists has to be there, tag or no tag. */
    private void sendHeldBefore(Digest index) throws IOException {
        List<Held> before = new ArrayList<>();
        synchronized (this) {
            for (Held each : held.values()) {
                if (each.descriptor().digest().equals(index)) {
                    break;
                }
                before.add(each);
            }
        }
        for (Held each : before) {
            put(each.descriptor().digest().toString(), each.descriptor(), each.bytes());
            release(each);
        }
    }

    /** Not before it is there: whoever tries again after a failure finds it waiting still. */
    private synchronized void release(Held sent) {
        held.remove(sent.descriptor().digest());
    }

    private void put(String tagOrDigest, Descriptor descriptor, byte[] bytes) throws IOException {
        if (!manifests.put(tagOrDigest, descriptor.mediaType(), bytes, descriptor.digest())) {
            Optional<Referral> referral = referral(descriptor, bytes);
            if (referral.isPresent()) {
                referrers.note(referral.get().subject(), referral.get().referrer());
            }
        }
    }

    /** Gives a document that is there, or has waited for it, a tag. */
    void tag(Descriptor descriptor, String tag) throws IOException {
        if (MediaTypes.isIndex(descriptor.mediaType())) {
            sendHeldBefore(descriptor.digest());
        }
        Held waiting;
        synchronized (this) {
            waiting = held.get(descriptor.digest());
        }
        if (waiting != null) {
            put(tag, waiting.descriptor(), waiting.bytes());
            release(waiting);
        } else {
            manifests.put(tag, descriptor.mediaType(), manifests.fetch(descriptor), descriptor.digest());
        }
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
