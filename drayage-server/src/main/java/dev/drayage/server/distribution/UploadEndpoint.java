package dev.drayage.server.distribution;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.HeldException;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** Uploads of blobs: begun, written, finished, cancelled; and blobs that are mounted instead (end-4 to 6, 11, 13, 14). */
final class UploadEndpoint {
    /** What an ID may be, whoever gave it out: it may become part of the name of a file. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_=-][A-Za-z0-9_.=-]{0,199}");

    private final ServedRepositories repositories;
    private final DistributionOptions options;
    private final OpenUploads uploads;
    private final VerifiedBlobs verified;
    private final BlobOrigins origins;
    private final Semaphore writing;

    UploadEndpoint(
            ServedRepositories repositories,
            DistributionOptions options,
            OpenUploads uploads,
            VerifiedBlobs verified,
            BlobOrigins origins) {
        this.repositories = repositories;
        this.options = options;
        this.uploads = uploads;
        this.verified = verified;
        this.origins = origins;
        this.writing = new Semaphore(options.maxUploads());
    }

    Response begin(Request request, String name) throws IOException {
        WritableRepository repository = repositories.requireWritable(request, name);
        Optional<String> mount = request.parameter("mount");
        if (mount.isPresent()) {
            Digest digest = ServedRepositories.digest(mount.get());
            if (mount(request, repository, digest)) {
                return created(request, name, digest);
            }
        }
        Optional<String> whole = request.parameter("digest");
        if (whole.isPresent()) {
            Digest digest = ServedRepositories.digest(whole.get());
            return writing(() -> receiveAll(request, name, repository, digest));
        }
        Optional<String> algorithm = request.parameter("digest-algorithm");
        if (algorithm.isPresent()
                && DigestAlgorithm.ofIdentifier(algorithm.get()).isEmpty()) {
            throw new RefusedException(
                    400, ErrorCode.DIGEST_INVALID, "digest-algorithm must be sha256, sha384 or sha512");
        }
        return place(request, 202, name, repository.beginUpload(), 0);
    }

    private boolean mount(Request request, WritableRepository repository, Digest digest) throws IOException {
        if (repository.content().info(digest).isPresent()) {
            return true;
        }
        Optional<String> named = request.parameter("from");
        Optional<Repository> from = Optional.empty();
        if (named.isPresent()) {
            from = repositories.find(request, Route.requireName(named.get()));
        } else if (options.mounts() == DistributionOptions.Mounts.FROM_ANY) {
            from = origins.find(digest);
        }
        return from.isPresent() && repository.mount(digest, from.get());
    }

    /** What takes a body. */
    @FunctionalInterface
    private interface Receiver {
        Response receive() throws IOException;
    }

    private Response writing(Receiver receiver) throws IOException {
        if (!writing.tryAcquire()) {
            throw new RefusedException(
                            429, ErrorCode.TOOMANYREQUESTS, options.maxUploads() + " uploads are written already")
                    .with("Retry-After", "1");
        }
        try {
            return receiver.receive();
        } finally {
            writing.release();
        }
    }

    /** Nobody knows of the upload but this request: if it fails, nothing of it is of use. */
    private Response receiveAll(Request request, String name, WritableRepository repository, Digest digest)
            throws IOException {
        String id = repository.beginUpload();
        try (OpenUploads.Session session = uploads.open(ServedRepositories.full(request, name), repository, id)) {
            UploadBody.append(request, session, options.maxBlobBytes());
            commit(ServedRepositories.full(request, name), session, digest);
        } catch (IOException | RuntimeException e) {
            cancelAfter(e, request, name, repository, id);
            throw e;
        }
        return created(request, name, digest);
    }

    Response respond(Request request, String name, String id) throws IOException {
        WritableRepository repository = repositories.requireWritable(request, name);
        if (!ID.matcher(id).matches()) {
            throw unknown();
        }
        try {
            return switch (request.method()) {
                case "PATCH" -> writing(() -> append(request, name, repository, id));
                case "PUT" -> {
                    Digest digest = ServedRepositories.digest(
                            request.parameter("digest").orElse(""));
                    yield writing(() -> finish(request, name, repository, id, digest));
                }
                case "DELETE" -> {
                    cancel(request, name, repository, id);
                    yield Response.of(204);
                }
                default -> status(request, name, repository, id);
            };
        } catch (HeldException e) {
            throw new RefusedException(
                            409, ErrorCode.BLOB_UPLOAD_INVALID, "another request is writing this upload; wait for it")
                    .with("Retry-After", "1");
        }
    }

    private Response status(Request request, String name, WritableRepository repository, String id) throws IOException {
        OptionalLong offset = uploads.offsetWhileWritten(ServedRepositories.full(request, name), id);
        if (offset.isPresent()) {
            return place(request, 204, name, id, offset.getAsLong());
        }
        try (OpenUploads.Session session = uploads.open(ServedRepositories.full(request, name), repository, id)) {
            session.keepOpen();
            return place(request, 204, name, id, session.offset());
        }
    }

    private Response append(Request request, String name, WritableRepository repository, String id) throws IOException {
        try (OpenUploads.Session session = uploads.open(ServedRepositories.full(request, name), repository, id)) {
            receive(request, name, id, session);
            session.keepOpen();
            return place(request, 202, name, id, session.offset());
        }
    }

    private Response finish(Request request, String name, WritableRepository repository, String id, Digest digest)
            throws IOException {
        try (OpenUploads.Session session = uploads.open(ServedRepositories.full(request, name), repository, id)) {
            receive(request, name, id, session);
            commit(ServedRepositories.full(request, name), session, digest);
        } catch (RefusedException e) {
            if (e.isOf(ErrorCode.DIGEST_INVALID)) {
                // Nobody can tell which of the bytes are wrong.
                cancelAfter(e, request, name, repository, id);
            }
            throw e;
        }
        return created(request, name, digest);
    }

    private void receive(Request request, String name, String id, OpenUploads.Session session) throws IOException {
        Optional<ChunkRange> range = ChunkRange.of(request);
        if (range.isPresent() && range.get().first() != session.offset()) {
            session.keepOpen();
            throw new RefusedException(
                            416,
                            ErrorCode.BLOB_UPLOAD_INVALID,
                            "the upload has " + session.offset() + " bytes; the next piece must begin there")
                    .with("Location", location(request, name, id))
                    .with("Range", range(session.offset()));
        }
        long before = session.offset();
        UploadBody.append(request, session, options.maxBlobBytes());
        if (range.isPresent() && session.offset() - before != range.get().length()) {
            session.writer().truncate(before);
            throw new RefusedException(
                    400, ErrorCode.SIZE_INVALID, "the body is not as long as its Content-Range says");
        }
    }

    private void commit(String served, OpenUploads.Session session, Digest digest) throws IOException {
        try {
            session.writer().commit(0, digest, Map.of());
        } catch (AlreadyExistsException e) {
            // Another client was faster; its bytes are the same.
        } catch (ContentException e) {
            if (e.kind() == ContentException.Kind.FAILED_PRECONDITION) {
                throw new RefusedException(
                        400, ErrorCode.DIGEST_INVALID, "the bytes of the upload do not have the digest " + digest);
            }
            throw e;
        }
        verified.note(served, digest);
        origins.note(digest, served);
    }

    private void cancel(Request request, String name, WritableRepository repository, String id) throws IOException {
        uploads.closeIdle(ServedRepositories.full(request, name), id);
        repository.cancelUpload(id);
    }

    /** What went wrong before is what the client is to know. */
    private void cancelAfter(
            Exception failure, Request request, String name, WritableRepository repository, String id) {
        try {
            cancel(request, name, repository, id);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static RefusedException unknown() {
        return new RefusedException(404, ErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no such upload in this repository");
    }

    private static Response created(Request request, String name, Digest digest) {
        return Response.of(201)
                .with("Location", "/v2/" + name + "/blobs/" + digest + namespace(request))
                .with("Docker-Content-Digest", digest.toString());
    }

    private static Response place(Request request, int status, String name, String id, long offset) {
        return Response.of(status)
                .with("Location", location(request, name, id))
                .with("Range", range(offset))
                .with("Docker-Upload-UUID", id);
    }

    /** Without scheme and host, which a proxy in front may have other ones of. */
    private static String location(Request request, String name, String id) {
        return "/v2/" + name + "/blobs/uploads/" + id + namespace(request);
    }

    /** What keeps the next request with the same registry that this one means. */
    static String namespace(Request request) {
        return request.parameter("ns")
                .filter(ns -> !ns.isEmpty())
                .map(ns -> "?ns=" + ListEndpoints.encode(ns))
                .orElse("");
    }

    /** The last byte that is here. Without any it is 0 all the same: there is no other way to write a range. */
    private static String range(long offset) {
        return "0-" + Math.max(0, offset - 1);
    }
}
