package dev.drayage.storage;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The manifests of a storage, which says of them no more than the digest. What was read last is remembered. Thread-safe. */
final class StoredManifests {
    /** Some 15 MB. */
    private static final int MOST_LINKS = 50_000;

    private final ReadableContent content;
    private final Documents documents;
    private final Map<Digest, StoredManifest> known = new LinkedHashMap<>(16, 0.75f, true);
    private int links;

    StoredManifests(ReadableContent content) {
        this.content = content;
        this.documents = new Documents(content, Limits.defaults());
    }

    /**
     * The manifest of a digest; empty if there is no such blob.
     *
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if it is not what its digest says, too large, or
     *     neither manifest nor index
     */
    Optional<StoredManifest> find(Digest digest) throws IOException {
        synchronized (known) {
            StoredManifest remembered = known.get(digest);
            if (remembered != null) {
                return Optional.of(remembered);
            }
        }
        Optional<ContentInfo> info = content.info(digest);
        if (info.isEmpty()) {
            return Optional.empty();
        }
        Descriptor untyped =
                Descriptor.of(MediaTypes.OCTET_STREAM, digest, info.get().size());
        RawDocument raw = documents.raw(untyped);
        StoredManifest read;
        try {
            read = parse(raw, digest, documents.limits());
        } catch (InvalidDocumentException e) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "blob " + digest + " in " + content.location() + " is no manifest that can be read: " + e.problem(),
                    e);
        }
        remember(read);
        return Optional.of(read);
    }

    static StoredManifest parse(RawDocument raw, Digest digest, Limits limits) throws InvalidDocumentException {
        String type = raw.mediaType("", limits);
        Descriptor descriptor = Descriptor.of(type, digest, raw.size());
        List<Descriptor> children = Documents.childrenOf(raw, type, limits);
        Optional<Referral> referral = Referral.of(descriptor, raw, limits);
        return new StoredManifest(
                descriptor,
                children,
                referral.map(Referral::subject).orElse(null),
                referral.map(Referral::referrer).orElse(null));
    }

    private void remember(StoredManifest read) {
        synchronized (known) {
            if (known.put(read.descriptor().digest(), read) == null) {
                links += 1 + read.children().size();
            }
            var oldest = known.values().iterator();
            while (links > MOST_LINKS && oldest.hasNext()) {
                links -= 1 + oldest.next().children().size();
                oldest.remove();
            }
        }
    }
}
