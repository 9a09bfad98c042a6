package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.registry.Mirrors.MirrorResponse;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is said about a manifest: by the referrers API, or, where a registry lacks it, by an index under a tag made of
 * the digest, which clients keep themselves. Thread-safe.
 */
final class Referrers {
    /** More than this of one subject is not a list but mischief. */
    private static final int MAX = 100_000;

    /** Statuses of registries without the API. */
    private static final Set<Integer> LACKING = Set.of(400, 404, 405, 406, 410, 501);

    private final Mirrors mirrors;
    private final String path;
    private final String location;
    private final ManifestClient manifests;
    private final Limits limits;

    Referrers(Mirrors mirrors, String path, String location, ManifestClient manifests, Limits limits) {
        this.mirrors = mirrors;
        this.path = path;
        this.location = location;
        this.manifests = manifests;
        this.limits = limits;
    }

    /** All that refers to the subject. */
    List<Descriptor> of(Digest subject) throws IOException {
        String what = "what refers to " + subject + " in " + location;
        String list = path + "/referrers/" + subject;
        MirrorResponse first =
                mirrors.ask(Capability.RESOLVE, Access.pull(path), mirror -> Request.of("GET", mirror.uri(list))
                        .withHeader("Accept", MediaTypes.OCI_INDEX));
        Map<Digest, Descriptor> found = new LinkedHashMap<>();
        PageChain chain = new PageChain(first.mirror(), Access.pull(path), list, MediaTypes.OCI_INDEX, what);
        Optional<URI> next;
        try (Response response = first.response()) {
            if (LACKING.contains(response.status())) {
                return byTag(subject);
            }
            byte[] bytes = body(response, what);
            if (response.status() == 200 && !isList(response, bytes)) {
                return byTag(subject);
            }
            next = page(response, bytes, what, chain, found);
        }
        while (next.isPresent()) {
            try (Response response = chain.open(next.get())) {
                next = page(response, body(response, what), what, chain, found);
            }
        }
        return List.copyOf(found.values());
    }

    /** Registries older than the API know no such place; some send a page for people, and docker-registry redirects. */
    private boolean isList(Response response, byte[] bytes) {
        if (response.mediaType().equalsIgnoreCase(MediaTypes.OCI_INDEX)) {
            return true;
        }
        try {
            return MediaTypes.isIndex(RawDocument.of(bytes).mediaType("", limits));
        } catch (InvalidDocumentException e) {
            return false;
        }
    }

    private byte[] body(Response response, String what) throws IOException {
        if (response.status() != 200) {
            throw ErrorResponses.of(response, "cannot list " + what);
        }
        return response.readUpTo(limits.maxBytes())
                .orElseThrow(() -> ErrorResponses.protocolViolation(
                        response,
                        "cannot list " + what,
                        "sends more than " + limits.maxBytes() + " bytes, the limit for documents"));
    }

    private Optional<URI> page(
            Response response, byte[] bytes, String what, PageChain chain, Map<Digest, Descriptor> found)
            throws IOException {
        List<Descriptor> listed;
        try {
            listed = Index.parse(RawDocument.of(bytes), MediaTypes.OCI_INDEX, limits)
                    .manifests();
        } catch (InvalidDocumentException e) {
            throw ErrorResponses.protocolViolation(
                    response, "cannot list " + what, "sends a list that is none: " + e.problem());
        }
        listed.forEach(referrer -> found.putIfAbsent(referrer.digest(), referrer));
        if (found.size() > MAX) {
            throw ErrorResponses.protocolViolation(response, "cannot list " + what, "lists more than " + MAX);
        }
        return chain.after(response, listed.size(), listed.hashCode());
    }

    private List<Descriptor> byTag(Digest subject) throws IOException {
        Optional<Descriptor> index = manifests.resolve(Referral.tag(subject));
        // cosign, for one, puts manifests of its own under such tags.
        return index.isPresent() && MediaTypes.isIndex(index.get().mediaType())
                ? listed(subject, index.get())
                : List.of();
    }

    private List<Descriptor> listed(Digest subject, Descriptor index) throws IOException {
        try {
            return Index.parse(RawDocument.of(manifests.fetch(index)), index.mediaType(), limits)
                    .manifests();
        } catch (InvalidDocumentException e) {
            throw unusable(subject, e.problem());
        }
    }

    private ContentException unusable(Digest subject, String why) {
        return new ContentException(
                ContentException.Kind.FAILED_PRECONDITION,
                location + ":" + Referral.tag(subject) + ", which should list what refers to " + subject + ": " + why);
    }

    /** Adds a referrer to the tagged index, for a registry that does not note it by itself. One at a time. */
    synchronized void note(Digest subject, Descriptor referrer) throws IOException {
        Optional<Descriptor> index = manifests.resolve(Referral.tag(subject));
        List<Descriptor> all = new ArrayList<>();
        if (index.isPresent()) {
            if (!MediaTypes.isIndex(index.get().mediaType())) {
                throw unusable(subject, "is a manifest and no index; it is left as it is, move that tag away first");
            }
            all.addAll(listed(subject, index.get()));
        }
        if (all.stream().anyMatch(known -> known.digest().equals(referrer.digest()))) {
            return;
        }
        all.add(referrer);
        byte[] more = Index.encode(all);
        manifests.put(Referral.tag(subject), MediaTypes.OCI_INDEX, more, Digest.compute(DigestAlgorithm.SHA256, more));
    }
}
