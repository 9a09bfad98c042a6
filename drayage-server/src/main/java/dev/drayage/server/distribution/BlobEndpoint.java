package dev.drayage.server.distribution;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import dev.drayage.server.http.EntityTag;
import dev.drayage.server.http.Representation;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Blobs: looked at, sent, deleted (end-2 and end-10). */
final class BlobEndpoint {
    /** Up to this size a blob is verified before its first byte is sent: the response says that it is bad. */
    private static final int SMALL = 256 << 10;

    private final ServedRepositories repositories;
    private final VerifiedBlobs verified;

    BlobEndpoint(ServedRepositories repositories, VerifiedBlobs verified) {
        this.repositories = repositories;
        this.verified = verified;
    }

    Response respond(Request request, String name, String item) throws IOException {
        Digest digest = ServedRepositories.digest(item);
        return request.method().equals("DELETE") ? delete(request, name, digest) : get(request, name, digest);
    }

    private Response get(Request request, String name, Digest digest) throws IOException {
        Repository repository = repositories.require(request, name);
        ContentInfo info = repository.content().info(digest).orElseThrow(() -> unknown(digest));
        Representation blob = new Representation(
                info.size(),
                EntityTag.strong(digest.toString()),
                List.of(
                        Map.entry("Content-Type", MediaTypes.OCTET_STREAM),
                        Map.entry("Docker-Content-Digest", digest.toString())));
        Descriptor descriptor = Descriptor.of(MediaTypes.OCTET_STREAM, digest, info.size());
        String served = ServedRepositories.full(request, name);
        return blob.get(request, (offset, length) -> open(served, repository.content(), descriptor, offset, length));
    }

    private Response.Body open(String served, ReadableContent content, Descriptor descriptor, long offset, long length)
            throws IOException {
        boolean isWhole = offset == 0 && length == descriptor.size();
        boolean isToVerify = isWhole && !verified.contains(served, descriptor.digest());
        if (isToVerify && length <= SMALL) {
            return new Response.Body.Bytes(Verification.readAll(content, descriptor, SMALL));
        }
        Blob blob = content.open(descriptor);
        try {
            Verification.requireSize(descriptor, blob.size(), content.location());
        } catch (ContentException e) {
            blob.close();
            throw e;
        }
        if (!isToVerify) {
            return new Response.Body.Range(blob, offset, length);
        }
        return new Response.Body.Verified(
                blob, content.verification(descriptor), () -> verified.note(served, descriptor.digest()));
    }

    private Response delete(Request request, String name, Digest digest) throws IOException {
        WritableRepository repository = repositories.requireExisting(request, name);
        verified.forget(ServedRepositories.full(request, name), digest);
        try {
            if (!repository.deleteBlob(digest)) {
                throw unknown(digest);
            }
        } catch (ContentException e) {
            if (e.kind() == ContentException.Kind.FAILED_PRECONDITION) {
                throw RefusedException.notAllowed(
                        ErrorCode.DENIED, "a manifest of this repository needs it; delete that first", "GET, HEAD");
            }
            throw e;
        }
        return Response.of(202);
    }

    private static RefusedException unknown(Digest digest) {
        return new RefusedException(404, ErrorCode.BLOB_UNKNOWN, "there is no blob " + digest + " in this repository");
    }
}
