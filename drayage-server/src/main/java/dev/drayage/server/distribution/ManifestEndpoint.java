package dev.drayage.server.distribution;

import dev.drayage.content.ContentException;
import dev.drayage.content.Verification;
import dev.drayage.document.Limits;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Reference;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import dev.drayage.server.http.EntityTag;
import dev.drayage.server.http.Representation;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Manifests and indexes: looked at, sent, pushed, deleted (end-3, end-7 and end-9). */
final class ManifestEndpoint {
    /** Ten must be possible; each takes a transaction of its own in some places. */
    private static final int MAX_TAGS = 100;

    private final ServedRepositories repositories;
    /** Of manifests up to here as many may be pushed at once as there are threads. */
    private static final int SMALL = 64 << 10;

    /** Which part of the memory larger ones may take: each is there twice for a moment, and parsed. */
    private static final int SHARE_OF_MEMORY = 8;

    private static final int WAIT_SECONDS = 20;

    private final int maxBytes;
    private final Limits limits;
    private final Semaphore large;

    ManifestEndpoint(ServedRepositories repositories, int maxBytes) {
        this.repositories = repositories;
        this.maxBytes = maxBytes;
        this.limits = Limits.defaults().withMaxBytes(maxBytes);
        long atOnce = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY / maxBytes;
        this.large = new Semaphore((int) Math.max(1, Math.min(Integer.MAX_VALUE, atOnce)), true);
    }

    Response respond(Request request, String name, String reference) throws IOException {
        return switch (request.method()) {
            case "PUT" -> put(request, name, reference);
            case "DELETE" -> delete(request, name, reference);
            default -> get(request, name, reference);
        };
    }

    /**
     * Whatever the client says that it accepts: a registry may send what it has, clients look at its type, and many ask for
     * less than they can read.
     */
    private Response get(Request request, String name, String reference) throws IOException {
        Repository repository = repositories.require(request, name);
        Descriptor descriptor = find(repository, reference).orElseThrow(() -> unknown(reference));
        Representation manifest = new Representation(
                descriptor.size(),
                EntityTag.strong(descriptor.digest().toString()),
                List.of(
                        Map.entry("Content-Type", descriptor.mediaType()),
                        Map.entry("Docker-Content-Digest", descriptor.digest().toString()),
                        // The type is whatever the place says, HTML too: a browser runs nothing of it.
                        Map.entry("X-Content-Type-Options", "nosniff"),
                        Map.entry("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")));
        return manifest.get(
                request,
                (offset, length) -> part(
                        Verification.readAll(
                                repository.content(),
                                descriptor,
                                Limits.defaults().maxBytes()),
                        offset,
                        length));
    }

    private static Optional<Descriptor> find(Repository repository, String reference) throws IOException {
        if (ServedRepositories.isDigest(reference)) {
            return repository.find(ServedRepositories.digest(reference).toString());
        }
        return isTag(reference) ? repository.find(reference) : Optional.empty();
    }

    private static Response.Body part(byte[] document, long offset, long length) {
        if (length == document.length) {
            return new Response.Body.Bytes(document);
        }
        return new Response.Body.Bytes(Arrays.copyOfRange(document, (int) offset, (int) (offset + length)));
    }

    private Response put(Request request, String name, String reference) throws IOException {
        List<String> tags = tags(request, reference);
        Optional<Digest> expected = ServedRepositories.isDigest(reference)
                ? Optional.of(ServedRepositories.digest(reference))
                : Optional.empty();
        WritableRepository repository = repositories.requireWritable(request, name);
        if (request.contentLength().orElse(Long.MAX_VALUE) <= SMALL) {
            return put(request, name, repository, expected, tags);
        }
        awaitTurn();
        try {
            return put(request, name, repository, expected, tags);
        } finally {
            large.release();
        }
    }

    private void awaitTurn() throws IOException {
        try {
            if (large.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while other manifests were pushed");
        }
        throw new RefusedException(429, ErrorCode.TOOMANYREQUESTS, "other large manifests are being pushed")
                .with("Retry-After", "1");
    }

    private Response put(
            Request request, String name, WritableRepository repository, Optional<Digest> expected, List<String> tags)
            throws IOException {
        byte[] document = read(request);
        Digest digest = Digest.compute(expected.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256), document);
        if (expected.isPresent() && !digest.equals(expected.get())) {
            throw new RefusedException(
                    400, ErrorCode.DIGEST_INVALID, "the manifest has the digest " + digest + ", not " + expected.get());
        }
        PushedManifest manifest =
                PushedManifest.of(document, request.header("Content-Type").orElse(""), limits);
        manifest.requireBlobs(repository.content());
        repository.put(Descriptor.of(manifest.mediaType(), digest, document.length), document, tags);
        Response response = Response.of(201)
                .with("Location", "/v2/" + name + "/manifests/" + digest + UploadEndpoint.namespace(request))
                .with("Docker-Content-Digest", digest.toString());
        Optional<Digest> subject = manifest.subject();
        if (subject.isPresent()) {
            response = response.with("OCI-Subject", subject.get().toString());
        }
        return request.parameters("tag").isEmpty() ? response : response.with("OCI-Tag", String.join(", ", tags));
    }

    /** The one tag that it is pushed by, or those that a push by digest names besides. */
    private static List<String> tags(Request request, String reference) throws RefusedException {
        List<String> tags =
                new ArrayList<>(request.parameters("tag").stream().distinct().toList());
        if (!ServedRepositories.isDigest(reference)) {
            if (!tags.isEmpty()) {
                throw new RefusedException(
                        400, ErrorCode.UNSUPPORTED, "tags can be given only to a manifest that is pushed by digest");
            }
            tags.add(reference);
        }
        if (tags.size() > MAX_TAGS) {
            throw new RefusedException(414, ErrorCode.UNSUPPORTED, "no more than " + MAX_TAGS + " tags at once");
        }
        for (String tag : tags) {
            if (!isTag(tag)) {
                throw new RefusedException(
                        400,
                        ErrorCode.MANIFEST_INVALID,
                        Quotes.quote(tag)
                                + " is not a tag, which has 1 to 128 letters, digits and _ . - and starts with none of . -");
            }
        }
        return tags;
    }

    private byte[] read(Request request) throws IOException {
        if (request.contentLength().orElse(0) > maxBytes) {
            throw tooLarge();
        }
        byte[] document = request.body().readNBytes(maxBytes + 1);
        if (document.length > maxBytes) {
            throw tooLarge();
        }
        return document;
    }

    private RefusedException tooLarge() {
        return new RefusedException(
                413, ErrorCode.MANIFEST_INVALID, "manifests may have " + maxBytes + " bytes at most");
    }

    private Response delete(Request request, String name, String reference) throws IOException {
        WritableRepository repository = repositories.requireExisting(request, name);
        if (!delete(repository, reference)) {
            throw unknown(reference);
        }
        return Response.of(202);
    }

    private static boolean delete(WritableRepository repository, String reference) throws IOException {
        if (!ServedRepositories.isDigest(reference)) {
            return isTag(reference) && repository.deleteTag(reference);
        }
        try {
            return repository.deleteManifest(ServedRepositories.digest(reference));
        } catch (ContentException e) {
            if (e.kind() == ContentException.Kind.FAILED_PRECONDITION) {
                throw RefusedException.notAllowed(
                        ErrorCode.DENIED, "an index of this repository lists it; delete that first", "GET, HEAD, PUT");
            }
            throw e;
        }
    }

    private static boolean isTag(String text) {
        try {
            return new Reference("", "a", text, null).tag() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static RefusedException unknown(String reference) {
        return new RefusedException(
                404,
                ErrorCode.MANIFEST_UNKNOWN,
                "there is no manifest " + Quotes.quote(reference) + " in this repository");
    }
}
