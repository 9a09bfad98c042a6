package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.content.Verification;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.RawDocument;
import dev.drayage.registry.KnownTags.Known;
import dev.drayage.registry.Mirrors.MirrorResponse;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.RequestBody;
import dev.drayage.registry.http.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** Reads and writes the manifests and indexes of a repository. Thread-safe. */
final class ManifestClient {
    private static final String DIGEST_HEADER = "Docker-Content-Digest";

    private final Mirrors mirrors;
    private final ManifestRequests requests;
    private final String path;
    private final String location;
    private final Limits limits;
    private final DocumentCache cache;

    ManifestClient(Mirrors mirrors, String path, String location, Limits limits, DocumentCache cache) {
        this.mirrors = mirrors;
        this.requests = new ManifestRequests(mirrors, path, limits);
        this.path = path;
        this.location = location;
        this.limits = limits;
        this.cache = cache;
    }

    /**
     * What a tag or digest means now; empty if there is nothing of that name. The document itself is read: HEAD is
     * refused, redirected to where only GET is allowed, or has the wrong length, type or digest too often.
     */
    Optional<Descriptor> resolve(String tagOrDigest) throws IOException {
        return requests.read(
                Capability.RESOLVE,
                tagOrDigest,
                "",
                "cannot resolve " + named(tagOrDigest),
                (response, bytes) -> resolved(response, tagOrDigest, bytes));
    }

    private Descriptor resolved(Response response, String tagOrDigest, byte[] bytes) throws IOException {
        Digest digest = digest(response, tagOrDigest, bytes);
        String told = response.mediaType().toLowerCase(Locale.ROOT);
        try {
            String mediaType = RawDocument.of(bytes).mediaType(told, limits);
            cache.keep(digest, bytes);
            return Descriptor.of(mediaType, digest, bytes.length);
        } catch (InvalidDocumentException e) {
            if (digest(tagOrDigest).isEmpty() && bytes.length > 0 && bytes[0] == '<') {
                throw ErrorResponses.protocolViolation(
                        response,
                        "cannot resolve " + named(tagOrDigest),
                        "sends a page where a manifest belongs, as a proxy or another kind of server does");
            }
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION, named(tagOrDigest) + " " + e.problem(), e);
        }
    }

    /**
     * The same where others may have asked before. A tag that means what it meant is not read again: HEAD says so, which
     * counts only where it confirms that, and is no pull to registries that count them; or else a response of 304.
     */
    Optional<Descriptor> resolve(String tagOrDigest, KnownTags tags) throws IOException {
        if (digest(tagOrDigest).isPresent()) {
            return resolve(tagOrDigest);
        }
        Optional<Known> before = tags.find(path, tagOrDigest);
        if (before.isPresent()
                && !tags.headIsUseless()
                && headConfirms(tagOrDigest, before.get().descriptor())) {
            return before.map(Known::descriptor);
        }
        String what = "cannot resolve " + named(tagOrDigest);
        Optional<Descriptor> found = Optional.empty();
        try (MirrorResponse reply =
                requests.ask(Capability.RESOLVE, "GET", tagOrDigest, "", before.map(Known::entityTag))) {
            Response response = reply.response();
            if (response.status() == 304 && before.isPresent()) {
                found = before.map(Known::descriptor);
            } else if (response.status() == 200) {
                Descriptor read = resolved(response, tagOrDigest, requests.body(response, what));
                tags.note(path, tagOrDigest, read, response.header("ETag"));
                found = Optional.of(read);
            } else if (response.status() != 404) {
                throw ErrorResponses.of(response, what);
            }
        }
        if (found.isEmpty()) {
            tags.forget(path, tagOrDigest);
        } else if (found.equals(before.map(Known::descriptor))) {
            tags.setHeadIsUseless();
        }
        return found;
    }

    /**
     * What HEAD tells.
     *
     * @param mediaType as the registry says; empty if it does not
     */
    record Told(Digest digest, String mediaType) {}

    /**
     * The digest that a tag or digest has now, as the registry says in response to HEAD, which is no pull to registries
     * that count them; read like any other where HEAD does not tell. Empty if there is nothing of that name.
     */
    Optional<Told> look(String tagOrDigest) throws IOException {
        // Once: where it fails, GET is tried as often as it takes.
        try (MirrorResponse reply = requests.ask(Capability.RESOLVE, "HEAD", tagOrDigest, "", Optional.empty())) {
            Response response = reply.response();
            if (response.status() == 404) {
                return Optional.empty();
            }
            Optional<Digest> told = response.header(DIGEST_HEADER).flatMap(ManifestClient::digest);
            Optional<Digest> asked = digest(tagOrDigest);
            if (response.status() == 200 && told.isPresent() && (asked.isEmpty() || asked.equals(told))) {
                return Optional.of(
                        new Told(told.get(), response.header("Content-Type").orElse("")));
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (ContentException e) {
            // No response, or a redirect that leads nowhere: GET may be sent elsewhere.
        }
        return resolve(tagOrDigest).map(found -> new Told(found.digest(), found.mediaType()));
    }

    private boolean headConfirms(String tag, Descriptor expected) throws IOException {
        // Once: where it fails, GET is tried as often as it takes.
        try (MirrorResponse reply = requests.ask(Capability.RESOLVE, "HEAD", tag, "", Optional.empty())) {
            return reply.response().status() == 200
                    && reply.response()
                            .header(DIGEST_HEADER)
                            .flatMap(ManifestClient::digest)
                            .filter(expected.digest()::equals)
                            .isPresent();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (ContentException e) {
            // No response, or a redirect that leads nowhere: GET may be sent elsewhere.
            return false;
        }
    }

    /** The digest of what was sent; a digest that was asked for must be that. */
    private Digest digest(Response response, String tagOrDigest, byte[] bytes) throws ContentException {
        Optional<Digest> asked = digest(tagOrDigest);
        Digest found = Digest.compute(asked.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256), bytes);
        if (asked.isPresent() && !asked.get().equals(found)) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    "cannot resolve " + named(tagOrDigest) + ": "
                            + Origin.of(response.uri()).authority() + " has " + found
                            + " under that digest; ask whoever runs the registry");
        }
        return found;
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
        String what = "cannot read " + descriptor.kind() + " " + descriptor.digest() + " in " + location;
        return requests.read(
                        Capability.PULL,
                        descriptor.digest().toString(),
                        descriptor.mediaType(),
                        what,
                        (response, bytes) -> {
                            Verification verification = new Verification(descriptor, location);
                            verification.update(ByteBuffer.wrap(bytes));
                            verification.finish();
                            cache.keep(descriptor.digest(), bytes);
                            return bytes;
                        })
                .orElseThrow(() -> ContentNotFoundException.of(descriptor, location));
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

    /** The size of a document of which only the digest is known, if it is there. */
    Optional<Long> size(Digest digest) throws IOException {
        Optional<byte[]> known = cache.find(digest);
        if (known.isPresent()) {
            return Optional.of((long) known.get().length);
        }
        String name = digest.toString();
        return requests.read(Capability.PULL, name, "", "cannot look for " + named(name), (response, bytes) -> {
            cache.keep(digest(response, name, bytes), bytes);
            return (long) bytes.length;
        });
    }

    /**
     * Sends a document.
     *
     * @param tagOrDigest what it is to be called
     * @return true if the registry says that it has noted the subject
     */
    boolean put(String tagOrDigest, String mediaType, byte[] document, Digest digest) throws IOException {
        String what = "cannot push " + named(tagOrDigest);
        try (MirrorResponse reply = mirrors.ask(Capability.PUSH, Access.push(path), mirror -> Request.of(
                        "PUT", mirror.uri(path + "/manifests/" + tagOrDigest))
                .withBody(RequestBody.of(document), mediaType))) {
            Response response = reply.response();
            if (response.status() != 201 && response.status() != 200 && response.status() != 202) {
                throw ErrorResponses.of(response, what);
            }
            Optional<Digest> stored = response.header(DIGEST_HEADER)
                    .flatMap(ManifestClient::digest)
                    .filter(told -> told.algorithm() == digest.algorithm());
            if (response.status() != 201 || !stored.orElse(digest).equals(digest)) {
                confirm(response, tagOrDigest, digest, stored, what);
            }
            cache.keep(digest, document);
            return response.header("OCI-Subject").isPresent();
        }
    }

    /**
     * Reads back what the response does not say was stored: the header may be wrong, and not the registry, and what
     * answers without creating anything may be a page to log in at, which a redirect led to.
     */
    private void confirm(Response response, String tagOrDigest, Digest digest, Optional<Digest> stored, String what)
            throws IOException {
        Optional<Digest> there = resolve(tagOrDigest).map(Descriptor::digest);
        if (there.isEmpty()) {
            throw ErrorResponses.protocolViolation(
                    response, what, "answered " + response.status() + " and has not stored it");
        }
        if (!there.get().equals(digest)) {
            throw ErrorResponses.protocolViolation(
                    response, what, "stored it as " + stored.orElse(there.get()) + " instead of " + digest);
        }
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
