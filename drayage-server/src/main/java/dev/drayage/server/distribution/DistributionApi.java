package dev.drayage.server.distribution;

import dev.drayage.content.ContentException;
import dev.drayage.repository.Repositories;
import dev.drayage.server.access.Scope;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The distribution API over repositories: everything below {@code /v2/}, as distribution-spec 1.1 has it, with what was
 * added since: several tags for a manifest, uploads that are cancelled, digests by sha512. Manifests are verified before
 * their first byte is sent. A blob that is sent whole is verified on the way, and its end is only sent if it is right; what
 * was right once is taken to be so for a while ({@link DistributionOptions#verifiedFor()}). Ranges of a blob are sent as
 * they are: only who has the whole can verify it, and does.
 *
 * <p>Thread-safe. Closing it closes uploads that are open, which can be gone on with, and leaves the repositories open.
 */
public final class DistributionApi implements Handler, Closeable {
    private final ManifestEndpoint manifests;
    private final BlobEndpoint blobs;
    private final UploadEndpoint uploads;
    private final ListEndpoints lists;
    private final ReferrersEndpoint referrers;
    private final OpenUploads open;

    private DistributionApi(Repositories repositories, DistributionOptions options) {
        ServedRepositories served = new ServedRepositories(repositories);
        VerifiedBlobs verified = new VerifiedBlobs(options.verifiedFor());
        BlobOrigins origins = new BlobOrigins(repositories);
        this.open = new OpenUploads(options.keptOpen());
        this.manifests = new ManifestEndpoint(served, options.maxManifestBytes());
        this.blobs = new BlobEndpoint(served, verified);
        this.uploads = new UploadEndpoint(served, options, open, verified, origins);
        this.lists = new ListEndpoints(served, options.maxPage());
        this.referrers = new ReferrersEndpoint(served, options);
    }

    /** The API over these repositories. */
    public static DistributionApi over(Repositories repositories, DistributionOptions options) {
        return new DistributionApi(repositories, options);
    }

    /** How many uploads are written, or were left open for their next request. */
    public int openUploads() {
        return open.count();
    }

    /**
     * The response; refusals are among them.
     *
     * @throws IOException if the place behind a repository fails, or has other bytes than it should: no fault of the client
     */
    @Override
    public Response handle(Request request) throws IOException {
        Response response;
        try {
            String namespace = ServedRepositories.namespace(request);
            Response found = respond(request, Route.parse(request.path()));
            response = namespace.isEmpty() ? found : found.with("OCI-Namespace", namespace);
        } catch (RefusedException e) {
            response = e.response();
        }
        return response.with("Docker-Distribution-API-Version", "registry/2.0");
    }

    /** What a request is about to do, and with which repositories, for who decides whether it may. */
    public static List<Scope> scopes(Request request) {
        return RouteScopes.of(request);
    }

    private Response respond(Request request, Route route) throws IOException {
        String method = request.method();
        if (!route.kind().has(method)) {
            throw RefusedException.notAllowed(
                    ErrorCode.UNSUPPORTED,
                    "this endpoint has no " + method + ", only " + route.kind().methods(),
                    route.kind().methods());
        }
        try {
            return switch (route.kind()) {
                case PING -> Response.of(200, "application/json", "{}");
                case CATALOG -> lists.catalog(request);
                case TAGS -> lists.tags(request, route.name());
                case REFERRERS -> referrers.get(request, route.name(), route.item());
                case MANIFEST -> manifests.respond(request, route.name(), route.item());
                case BLOB -> blobs.respond(request, route.name(), route.item());
                case UPLOADS -> uploads.begin(request, route.name());
                case UPLOAD -> uploads.respond(request, route.name(), route.item());
            };
        } catch (ContentException e) {
            throw refusal(route.kind(), method, e);
        }
    }

    /** Only what the client can do something about: the rest is for whoever runs the registry. */
    private static IOException refusal(Route.Kind kind, String method, ContentException e) {
        return switch (e.kind()) {
            case NOT_FOUND ->
                switch (kind) {
                    case MANIFEST -> new RefusedException(404, ErrorCode.MANIFEST_UNKNOWN, "the manifest is not here");
                    case UPLOAD -> new RefusedException(404, ErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no such upload");
                    default -> new RefusedException(404, ErrorCode.BLOB_UNKNOWN, "the content is not here");
                };
            case UNAVAILABLE ->
                new RefusedException(
                                503,
                                ErrorCode.UNKNOWN,
                                "what this registry needs is held or does not respond; try again")
                        .with("Retry-After", "1");
            case INVALID_ARGUMENT ->
                kind == Route.Kind.MANIFEST && !method.equals("PUT")
                        ? new RefusedException(
                                404,
                                ErrorCode.MANIFEST_UNKNOWN,
                                "several images here have this name; choose one by its digest")
                        : e;
            default -> e;
        };
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
