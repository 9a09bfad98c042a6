package dev.drayage.testkit.http;

import dev.drayage.oci.MediaTypes;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A way in which registries, and what stands before them, are known to misbehave, though what they hold is right. */
@SuppressWarnings("ImmutableEnumChecker") // its functions keep nothing
public enum Quirk {
    /** HEAD of anything gets 400. */
    HEAD_IS_BAD(Quirk::isHead, status(400)),
    /** HEAD of anything gets 401 and no challenge. */
    HEAD_IS_UNAUTHORIZED(Quirk::isHead, status(401)),
    /** HEAD of anything gets 403, as signed addresses do that are good for GET. */
    HEAD_IS_FORBIDDEN(Quirk::isHead, status(403)),
    /** HEAD of anything gets 404. */
    HEAD_IS_NOT_FOUND(Quirk::isHead, status(404)),
    /** HEAD of anything gets 405. */
    HEAD_IS_NOT_ALLOWED(Quirk::isHead, status(405)),
    /** HEAD of anything gets 500. */
    HEAD_FAILS(Quirk::isHead, status(500)),
    /** HEAD of anything gets 501. */
    HEAD_IS_NOT_IMPLEMENTED(Quirk::isHead, status(501)),
    /** HEAD of anything is redirected to where there is nothing but the same redirect. */
    HEAD_IS_REDIRECTED_FOR_EVER(Quirk::isHead, right -> Reply.of(307).with("Location", "/for/ever")),
    /** HEAD of anything is redirected to something that is no address. */
    HEAD_IS_REDIRECTED_NOWHERE(Quirk::isHead, right -> Reply.of(302).with("Location", "ftp://example.com/")),
    /** HEAD of anything gets no response: the connection is closed. */
    HEAD_IS_NOT_ANSWERED(Quirk::isHead, right -> Reply.none()),
    /** HEAD of anything, there or not, gets 200 and nothing else. */
    HEAD_IS_ALWAYS_FINE(Quirk::isHead, status(200)),
    /** HEAD gives a length of 0. */
    HEAD_LENGTH_IS_ZERO(Quirk::isHead, right -> right.get().claiming(0)),
    /** HEAD gives a length of 20, as of something packed. */
    HEAD_LENGTH_IS_WRONG(Quirk::isHead, right -> right.get().claiming(20)),
    /** HEAD gives no length. */
    HEAD_HAS_NO_LENGTH(Quirk::isHead, right -> right.get().withoutLength().cutAfter(0, Reply.Ending.CLOSE)),
    /** HEAD gives the digest of something else. */
    HEAD_DIGEST_IS_WRONG(Quirk::isHead, right -> withDigest(right.get())),
    /** No response has a digest. */
    NO_DIGEST(request -> true, right -> right.get().without("Docker-Content-Digest")),
    /** Every response gives the digest of something else. */
    WRONG_DIGEST(request -> true, right -> withDigest(right.get())),
    /** No response to GET gives a length. */
    NO_LENGTH(
            request -> request.method().equals("GET"),
            right -> right.get().withoutLength().cutAfter(Integer.MAX_VALUE, Reply.Ending.CLOSE)),
    /** Manifests are JSON. */
    TYPE_IS_JSON(Quirk::isOfManifest, type("application/json")),
    /** Manifests are text. */
    TYPE_IS_TEXT(Quirk::isOfManifest, type("text/plain; charset=utf-8")),
    /** Manifests are bytes. */
    TYPE_IS_OCTETS(Quirk::isOfManifest, type("application/octet-stream")),
    /** Manifests have no type. */
    TYPE_IS_MISSING(Quirk::isOfManifest, right -> right.get().without("Content-Type")),
    /** Manifests have an empty type. */
    TYPE_IS_EMPTY(Quirk::isOfManifest, type("")),
    /** The type of manifests is in upper case. */
    TYPE_IS_UPPER_CASE(Quirk::isOfManifest, type("APPLICATION/VND.OCI.IMAGE.MANIFEST.V1+JSON")),
    /** The type of manifests has parameters. */
    TYPE_HAS_PARAMETERS(Quirk::isOfManifest, type(MediaTypes.OCI_MANIFEST + " ; charset=utf-8; q=1")),
    /** Every manifest is said to be an index. */
    TYPE_IS_INDEX(Quirk::isOfManifest, type(MediaTypes.OCI_INDEX)),
    /** Every manifest is said to be one of Docker's old ones. */
    TYPE_IS_OLD(Quirk::isOfManifest, type("application/vnd.docker.distribution.manifest.v1+prettyjws")),
    /** Layers are not mounted: 400. */
    MOUNT_IS_BAD(Quirk::isMount, status(400)),
    /** Layers are not mounted: 401, without a challenge. */
    MOUNT_IS_UNAUTHORIZED(Quirk::isMount, status(401)),
    /** Layers are not mounted: 403. */
    MOUNT_IS_FORBIDDEN(Quirk::isMount, status(403)),
    /** Layers are not mounted: 404, for the other repository. */
    MOUNT_IS_NOT_FOUND(Quirk::isMount, status(404)),
    /** Layers are not mounted: 405. */
    MOUNT_IS_NOT_ALLOWED(Quirk::isMount, status(405)),
    /** Layers are not mounted: 500. */
    MOUNT_FAILS(Quirk::isMount, status(500)),
    /** Layers are not mounted: 202, without saying where to send them. */
    MOUNT_LEADS_NOWHERE(Quirk::isMount, status(202)),
    /** Layers are not mounted: the connection is closed. */
    MOUNT_IS_NOT_ANSWERED(Quirk::isMount, right -> Reply.none()),
    /** Layers are not mounted: 201, for a layer that is none. */
    MOUNT_IS_OF_ANOTHER(Quirk::isMount, right -> withDigest(Reply.of(201))),
    /** Ranges are refused, whatever they are: 416. */
    RANGES_ARE_REFUSED(
            request -> request.method().equals("GET") && request.header("Range").isPresent(), status(416)),
    /** What is stored gets 202 and nothing else. */
    STORED_IS_ACCEPTED(request -> request.method().equals("PUT"), Quirk::accepted),
    /** Tags cannot be deleted. */
    DELETE_OF_TAGS_IS_UNSUPPORTED(
            request -> request.method().equals("DELETE") && !request.path().contains("sha256:"),
            right -> Reply.error(400, "UNSUPPORTED", "the operation is unsupported")),
    /** Nothing can be deleted. */
    DELETE_IS_NOT_ALLOWED(
            request -> request.is("DELETE", "/manifests/"),
            right -> Reply.error(405, "UNSUPPORTED", "the operation is unsupported"));

    private final Predicate<WireRequest> when;
    private final Function<Supplier<Reply>, Reply> what;

    Quirk(Predicate<WireRequest> when, Function<Supplier<Reply>, Reply> what) {
        this.when = when;
        this.what = what;
    }

    /** The right response, or the quirk's where it is about such requests. */
    public Reply apply(WireRequest request, Supplier<Reply> right) {
        return when.test(request) ? what.apply(right) : right.get();
    }

    private static boolean isHead(WireRequest request) {
        return request.method().equals("HEAD");
    }

    private static boolean isOfManifest(WireRequest request) {
        return request.is("GET", "/manifests/") || request.is("HEAD", "/manifests/");
    }

    private static boolean isMount(WireRequest request) {
        return request.is("POST", "mount=");
    }

    private static Function<Supplier<Reply>, Reply> status(int status) {
        return right -> Reply.of(status);
    }

    private static Function<Supplier<Reply>, Reply> type(String mediaType) {
        return right -> {
            Reply reply = right.get();
            return reply.status() == 200 ? reply.with("Content-Type", mediaType) : reply;
        };
    }

    private static Reply accepted(Supplier<Reply> right) {
        Reply unused = right.get();
        return Reply.of(202);
    }

    private static Reply withDigest(Reply right) {
        return right.with("Docker-Content-Digest", "sha256:" + "0".repeat(64));
    }
}
