package dev.drayage.server;

import dev.drayage.file.DiskFullException;
import dev.drayage.json.Quotes;
import dev.drayage.repository.Repositories;
import dev.drayage.server.access.Scope;
import dev.drayage.server.distribution.DistributionApi;
import dev.drayage.server.download.ArchiveDownloads;
import dev.drayage.server.http.BrokenRequestException;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import dev.drayage.server.observe.Metrics;
import dev.drayage.server.page.PageOptions;
import dev.drayage.server.page.WebPage;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Which part of the server a request is for. */
final class Routes implements Handler, Closeable {
    private final DistributionApi registry;
    private final ArchiveDownloads archives;
    private final WebPage page;
    private final Metrics metrics;
    private final Consumer<String> problems;

    Routes(Repositories repositories, ServerOptions options, Metrics metrics) {
        this.metrics = metrics;
        this.registry = DistributionApi.over(repositories, options.api());
        this.archives = new ArchiveDownloads(repositories);
        this.page = WebPage.of(repositories, PageOptions.defaults(), options.problems());
        this.problems = options.problems();
        metrics.gauge(
                "dray_uploads_open", "Uploads that are written, or open for their next piece.", registry::openUploads);
    }

    @Override
    public Response handle(Request request) {
        try {
            return route(request);
        } catch (BrokenRequestException e) {
            // Of no interest to whoever runs it, and mostly nobody is there to read this.
            return Response.of(400, "text/plain; charset=utf-8", "The request broke off.\n");
        } catch (IOException | RuntimeException e) {
            // What a client sends may have line breaks, or what a terminal obeys.
            problems.accept(request.method() + " " + Quotes.quote(request.path()) + " failed: "
                    + (e instanceof IOException ? e.getMessage() : e));
            return isDiskFull(e)
                    ? Response.of(
                            507,
                            "text/plain; charset=utf-8",
                            "This registry has no room for that: where it is kept is full, or takes no file as large.\n")
                    : Response.of(
                            500,
                            "text/plain; charset=utf-8",
                            "The request failed; whoever runs this registry was told why.\n");
        }
    }

    /** It lasts until somebody makes room: trying again, as with 503, does not help. */
    private static boolean isDiskFull(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof DiskFullException) {
                return true;
            }
        }
        return false;
    }

    /** What a request is about to do. */
    static List<Scope> scopes(Request request) {
        if (isOfApi(request.path())) {
            return DistributionApi.scopes(request);
        }
        return ArchiveDownloads.covers(request.path()) ? ArchiveDownloads.scopes(request) : WebPage.scopes(request);
    }

    private static boolean isOfApi(String path) {
        return path.equals("/v2") || path.startsWith("/v2/");
    }

    /** Whether a page of another site has a browser send it, which would write where only this machine can connect. */
    private static boolean isOfAnotherSite(Request request) {
        Optional<String> origin = request.header("Origin");
        return origin.isPresent()
                && !origin.get().equals(request.origin())
                && !request.method().equals("GET")
                && !request.method().equals("HEAD");
    }

    private Response route(Request request) throws IOException {
        String path = request.path();
        if (isOfAnotherSite(request)) {
            return Response.of(403, "text/plain; charset=utf-8", "Pages of other sites change nothing here.\n");
        }
        if (isOfApi(path)) {
            return registry.handle(request);
        }
        if (path.equals("/metrics")) {
            return metrics.handle(request);
        }
        return ArchiveDownloads.covers(path) ? archives.handle(request) : page.handle(request);
    }

    @Override
    public void close() throws IOException {
        registry.close();
    }
}
