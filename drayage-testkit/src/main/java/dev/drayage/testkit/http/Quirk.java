package dev.drayage.testkit.http;

import dev.drayage.oci.MediaTypes;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A way in which registries, and what stands before them, are known to misbehave, though what they hold is right. */
public enum Quirk {
    /** HEAD of anything is answered with 400. */
    HEAD_IS_BAD(heads(), status(400)),
    /** HEAD of anything is answered with 401 and no challenge. */
    HEAD_IS_UNAUTHORIZED(heads(), status(401)),
    /** HEAD of anything is answered with 403, as signed addresses do that are good for GET. */
    HEAD_IS_FORBIDDEN(heads(), status(403)),
    /** HEAD of anything is answered with 404. */
    HEAD_IS_NOT_FOUND(heads(), status(404)),
    /** HEAD of anything is answered with 405. */
    HEAD_IS_NOT_ALLOWED(heads(), status(405)),
    /** HEAD of anything is answered with 500. */
    HEAD_FAILS(heads(), status(500)),
    /** HEAD of anything is answered with 501. */
    HEAD_IS_NOT_IMPLEMENTED(heads(), status(501)),
    /** HEAD of anything gets no answer: the connection is closed. */
    HEAD_IS_NOT_ANSWERED(heads(), right -> Reply.none()),
    /** HEAD of anything, there or not, is answered with 200 and nothing else. */
    HEAD_IS_ALWAYS_FINE(heads(), status(200)),
    /** HEAD tells a length of 0. */
    HEAD_LENGTH_IS_ZERO(heads(), right -> right.get().claiming(0)),
    /** HEAD tells a length of 20, as of something packed. */
    HEAD_LENGTH_IS_WRONG(heads(), right -> right.get().claiming(20)),
    /** HEAD tells no length. */
    HEAD_HAS_NO_LENGTH(heads(), right -> right.get().withoutLength().cutAfter(0, Reply.Ending.CLOSE)),
    /** HEAD tells the digest of something else. */
    HEAD_DIGEST_IS_WRONG(heads(), right -> withDigest(right.get())),
    /** No answer tells a digest. */
    NO_DIGEST(request -> true, right -> right.get().without("Docker-Content-Digest")),
    /** Every answer tells the digest of something else. */
    WRONG_DIGEST(request -> true, right -> withDigest(right.get())),
    /** No answer to GET tells a length. */
    NO_LENGTH(
            request -> request.method().equals("GET"),
            right -> right.get().withoutLength().cutAfter(Integer.MAX_VALUE, Reply.Ending.CLOSE)),
    /** Manifests are JSON. */
    TYPE_IS_JSON(manifests(), type("application/json")),
    /** Manifests are text. */
    TYPE_IS_TEXT(manifests(), type("text/plain; charset=utf-8")),
    /** Manifests are bytes. */
    TYPE_IS_OCTETS(manifests(), type("application/octet-stream")),
    /** Manifests have no type. */
    TYPE_IS_MISSING(manifests(), right -> right.get().without("Content-Type")),
    /** Manifests have an empty type. */
    TYPE_IS_EMPTY(manifests(), type("")),
    /** The type of manifests is in upper case. */
    TYPE_IS_UPPER_CASE(manifests(), type("APPLICATION/VND.OCI.IMAGE.MANIFEST.V1+JSON")),
    /** The type of manifests has parameters. */
    TYPE_HAS_PARAMETERS(manifests(), type(MediaTypes.OCI_MANIFEST + " ; charset=utf-8; q=1")),
    /** Every manifest is said to be an index. */
    TYPE_IS_INDEX(manifests(), type(MediaTypes.OCI_INDEX)),
    /** Every manifest is said to be one of Docker's old ones. */
    TYPE_IS_OLD(manifests(), type("application/vnd.docker.distribution.manifest.v1+prettyjws")),
    /** Layers are not taken over: 400. */
    MOUNT_IS_BAD(mounts(), status(400)),
    /** Layers are not taken over: 401, without a challenge. */
    MOUNT_IS_UNAUTHORIZED(mounts(), status(401)),
    /** Layers are not taken over: 403. */
    MOUNT_IS_FORBIDDEN(mounts(), status(403)),
    /** Layers are not taken over: 404, for the other repository. */
    MOUNT_IS_NOT_FOUND(mounts(), status(404)),
    /** Layers are not taken over: 405. */
    MOUNT_IS_NOT_ALLOWED(mounts(), status(405)),
    /** Layers are not taken over: 500. */
    MOUNT_FAILS(mounts(), status(500)),
    /** Layers are not taken over: 202, without saying where to send them. */
    MOUNT_LEADS_NOWHERE(mounts(), status(202)),
    /** Layers are not taken over: the connection is closed. */
    MOUNT_IS_NOT_ANSWERED(mounts(), right -> Reply.none()),
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

    /** The right answer, spoilt or never come to where this is about such requests. */
    Reply apply(WireRequest request, Supplier<Reply> right) {
        return when.test(request) ? what.apply(right) : right.get();
    }

    private static Predicate<WireRequest> heads() {
        return request -> request.method().equals("HEAD");
    }

    private static Predicate<WireRequest> manifests() {
        return request -> request.is("GET", "/manifests/") || request.is("HEAD", "/manifests/");
    }

    private static Predicate<WireRequest> mounts() {
        return request -> request.is("POST", "mount=");
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

    private static Reply withDigest(Reply right) {
        return right.with("Docker-Content-Digest", "sha256:" + "0".repeat(64));
    }
}
