package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Index;
import dev.drayage.oci.InvalidDocumentException;
import dev.drayage.oci.JsonLimits;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.registry.Sites.Answer;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is said about a manifest: by the referrers API, or, where a registry lacks it, by an index under a tag made of
 * the digest, which clients keep themselves. Thread-safe.
 */
final class Referrers {
    /** More than this of one subject, and somebody is playing. */
    private static final int MAX = 100_000;

    private final Sites sites;
    private final String path;
    private final String location;
    private final Manifests manifests;
    private final JsonLimits limits;

    Referrers(Sites sites, String path, String location, Manifests manifests, JsonLimits limits) {
        this.sites = sites;
        this.path = path;
        this.location = location;
        this.manifests = manifests;
        this.limits = limits;
    }

    /** All that refers to the subject. */
    List<Descriptor> of(Digest subject) throws IOException {
        String what = "cannot list what refers to " + subject + " in " + location;
        List<Descriptor> found = new ArrayList<>();
        try (Answer first = sites.ask(Capability.RESOLVE, Access.pull(path), site -> Request.of(
                        "GET", site.uri(path + "/referrers/" + subject))
                .withHeader("Accept", MediaTypes.OCI_INDEX))) {
            // Registries older than the API know no such place; docker-registry even redirects.
            if (first.response().status() == 404 || !isIndex(first.response())) {
                return byTag(subject);
            }
            Optional<URI> next = page(first.response(), what, found);
            Set<URI> seen = new HashSet<>();
            while (next.isPresent()) {
                if (!seen.add(next.get()) || found.size() > MAX) {
                    throw Refusal.nonsense(first.response(), what, "never comes to the last page");
                }
                try (Response response = first.site()
                        .send(
                                Request.of("GET", next.get()).withHeader("Accept", MediaTypes.OCI_INDEX),
                                Access.pull(path))) {
                    next = page(response, what, found);
                }
            }
        }
        return List.copyOf(found);
    }

    private static boolean isIndex(Response response) {
        return response.status() != 200 || response.mediaType().equals(MediaTypes.OCI_INDEX);
    }

    private Optional<URI> page(Response response, String what, List<Descriptor> found) throws IOException {
        try (response) {
            if (response.status() != 200) {
                throw Refusal.of(response, what);
            }
            byte[] bytes = response.readUpTo(limits.maxBytes());
            try {
                found.addAll(Index.parse(RawDocument.of(bytes), MediaTypes.OCI_INDEX, limits)
                        .manifests());
            } catch (InvalidDocumentException e) {
                throw Refusal.nonsense(response, what, "sends a list that is none: " + e.problem());
            }
            return LinkHeader.next(response).filter(uri -> Origin.of(uri).equals(Origin.of(response.uri())));
        }
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
