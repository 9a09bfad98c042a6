package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.JsonLimits;
import dev.drayage.oci.MediaTypes;
import dev.drayage.registry.Sites.Answer;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.RequestBody;
import dev.drayage.registry.http.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The door of a repository that manifests and indexes go through. Thread-safe. */
final class Manifests {
    private static final List<String> TYPES = List.of(
            MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST_LIST, MediaTypes.DOCKER_MANIFEST);

    private static final String DIGEST_HEADER = "Docker-Content-Digest";

    private final Sites sites;
    private final String path;
    private final String location;
    private final JsonLimits limits;
    private final DocumentCache cache;

    Manifests(Sites sites, String path, String location, JsonLimits limits, DocumentCache cache) {
        this.sites = sites;
        this.path = path;
        this.location = location;
        this.limits = limits;
        this.cache = cache;
    }

    /** What a tag or digest means now; empty if there is nothing of that name. */
    Optional<Descriptor> resolve(String tagOrDigest) throws IOException {
        String what = "cannot resolve " + named(tagOrDigest);
        try (Answer answer = ask(Capability.RESOLVE, "HEAD", tagOrDigest, Optional.empty())) {
            Response response = answer.response();
            if (response.status() == 404) {
                return Optional.empty();
            }
            if (response.status() == 200) {
                Optional<Descriptor> told = told(response, tagOrDigest);
                if (told.isPresent()) {
                    return told;
                }
            } else if (response.status() != 405 && response.status() != 501) {
                throw Refusal.of(response, what);
            }
        }
        return read(tagOrDigest, what);
    }

    /** What the headers say, if they say enough. */
    private Optional<Descriptor> told(Response response, String tagOrDigest) throws ContentException {
        Optional<Digest> digest = response.header(DIGEST_HEADER).flatMap(Manifests::digest);
        long size = response.contentLength().orElse(0);
        String mediaType = response.mediaType();
        if (digest.isEmpty() || size == 0 || mediaType.isEmpty()) {
            return Optional.empty();
        }
        checkAsked(response, tagOrDigest, digest.get());
        return Optional.of(Descriptor.of(supported(mediaType, tagOrDigest), digest.get(), size));
    }

    /** For registries that tell too little in a HEAD, or know none: the document itself says it all. */
    private Optional<Descriptor> read(String tagOrDigest, String what) throws IOException {
        try (Answer answer = ask(Capability.RESOLVE, "GET", tagOrDigest, Optional.empty())) {
            Response response = answer.response();
            if (response.status() == 404) {
                return Optional.empty();
            }
            if (response.status() != 200) {
                throw Refusal.of(response, what);
            }
            byte[] bytes = body(response, what);
            DigestAlgorithm algorithm =
                    digest(tagOrDigest).map(Digest::algorithm).orElse(DigestAlgorithm.SHA256);
            Digest digest = Digest.compute(algorithm, bytes);
            checkAsked(response, tagOrDigest, digest);
            cache.keep(digest, bytes);
            String mediaType = response.mediaType().isEmpty() ? MediaTypes.OCI_MANIFEST : response.mediaType();
            return Optional.of(Descriptor.of(supported(mediaType, tagOrDigest), digest, bytes.length));
        }
    }

    private String supported(String mediaType, String tagOrDigest) throws ContentException {
        if (mediaType.startsWith("application/vnd.docker.distribution.manifest.v1")) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    named(tagOrDigest) + " is a Docker schema 1 manifest, which is not supported; push the image anew"
                            + " with a tool of this decade");
        }
        return mediaType;
    }

    private void checkAsked(Response response, String tagOrDigest, Digest found) throws ContentException {
        Optional<Digest> asked = digest(tagOrDigest);
        if (asked.isPresent() && !asked.get().equals(found)) {
            throw Refusal.nonsense(
                    response, "cannot resolve " + named(tagOrDigest), "has " + found + " under that digest");
        }
    }

    /**
     * A whole document by digest, verified.
     *
     * @throws ContentNotFoundException if it is not there
     */
    byte[] fetch(Descriptor descriptor) throws IOException {
        Optional<byte[]> known = cache.find(descriptor.digest());
        if (known.isPresent()) {
            return known.get();
        }
        String digest = descriptor.digest().toString();
        String what = "cannot read " + descriptor.kind() + " " + digest + " in " + location;
        try (Answer answer = ask(Capability.PULL, "GET", digest, Optional.of(descriptor.mediaType()))) {
            if (answer.response().status() == 404) {
                throw ContentNotFoundException.of(descriptor, location);
            }
            if (answer.response().status() != 200) {
                throw Refusal.of(answer.response(), what);
            }
            byte[] bytes = body(answer.response(), what);
            Verification verification = new Verification(descriptor, location);
            verification.update(ByteBuffer.wrap(bytes));
            verification.finish();
            cache.keep(descriptor.digest(), bytes);
            return bytes;
        }
    }

    /** The same of a document that is going to be read: it is then there already. */
    Optional<Long> sizeByReading(Descriptor descriptor) throws IOException {
        try {
            return Optional.of((long) fetch(descriptor).length);
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        } catch (SizeMismatchException e) {
            return Optional.of(e.actual());
        }
    }

    /** The size of a document, if it is there. */
    Optional<Long> size(Digest digest) throws IOException {
        Optional<byte[]> known = cache.find(digest);
        if (known.isPresent()) {
            return Optional.of((long) known.get().length);
        }
        return resolve(digest.toString()).map(Descriptor::size);
    }

    /**
     * Sends a document.
     *
     * @param tagOrDigest what it is to be called
     * @return true if the registry says that it has noted the subject
     */
    boolean put(String tagOrDigest, String mediaType, byte[] document, Digest digest) throws IOException {
        String what = "cannot push " + named(tagOrDigest);
        try (Answer answer = sites.ask(Capability.PUSH, Access.push(path), site -> Request.of(
                        "PUT", site.uri(path + "/manifests/" + tagOrDigest))
                .withBody(RequestBody.of(document), mediaType))) {
            Response response = answer.response();
            if (response.status() != 201 && response.status() != 200 && response.status() != 202) {
                throw Refusal.of(response, what);
            }
            Optional<Digest> stored = response.header(DIGEST_HEADER).flatMap(Manifests::digest);
            if (stored.isPresent()
                    && stored.get().algorithm() == digest.algorithm()
                    && !stored.get().equals(digest)) {
                throw Refusal.nonsense(response, what, "stored it as " + stored.get() + " instead of " + digest);
            }
            cache.keep(digest, document);
            return response.header("OCI-Subject").isPresent();
        }
    }

    private Answer ask(Capability capability, String method, String tagOrDigest, Optional<String> more)
            throws IOException {
        String accept = String.join(", ", TYPES);
        String accepted = more.filter(type -> !TYPES.contains(type))
                .map(type -> accept + ", " + type)
                .orElse(accept);
        return sites.ask(
                capability, Access.pull(path), site -> Request.of(method, site.uri(path + "/manifests/" + tagOrDigest))
                        .withHeader("Accept", accepted));
    }

    private byte[] body(Response response, String what) throws IOException {
        byte[] bytes;
        try {
            bytes = response.readUpTo(limits.maxBytes());
        } catch (java.io.InterruptedIOException | ContentException e) {
            throw e;
        } catch (IOException e) {
            throw new ContentException(ContentException.Kind.UNAVAILABLE, what + ": " + e.getMessage(), e);
        }
        if (bytes.length > limits.maxBytes()) {
            throw Refusal.nonsense(
                    response, what, "sends more than " + limits.maxBytes() + " bytes, the limit for documents");
        }
        return bytes;
    }

    private static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (InvalidDigestException e) {
            return Optional.empty();
        }
    }

    private String named(String tagOrDigest) {
        return location + (digest(tagOrDigest).isPresent() ? "@" : ":") + tagOrDigest;
    }
}
