package dev.drayage.server.page;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.server.access.Scope;
import dev.drayage.server.http.EntityTag;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The web page of a registry: all that is asked for outside the addresses of the distribution API and of archives. Reads
 * only, and shows nothing that another way of asking would not give.
 */
public final class WebPage implements Handler {
    private static final String ASSETS = "/assets/";
    private static final String REPOSITORY = "/r/";

    private final Repositories repositories;
    private final PageOptions options;
    private final LayerReader layers;
    private final RecentFacts facts = new RecentFacts();
    private final PageResponses responses = new PageResponses();
    private final Consumer<String> problems;

    private WebPage(Repositories repositories, PageOptions options, Consumer<String> problems) {
        this.repositories = repositories;
        this.options = options;
        this.problems = problems;
        this.layers = new LayerReader(options);
    }

    /**
     * Pages of what these repositories hold; closing them stays with the caller.
     *
     * @param problems is told what failed on the side of the server, in a sentence each
     */
    public static WebPage of(Repositories repositories, PageOptions options, Consumer<String> problems) {
        return new WebPage(repositories, options, problems);
    }

    /**
     * What a request is about to do: reading one repository, whose files and documents are shown, or whatever else there
     * is.
     */
    public static List<Scope> scopes(Request request) {
        String name = repositoryIn(request.path());
        try {
            return List.of(
                    name.isEmpty()
                            ? Scope.catalog()
                            : Scope.repository(new Reference("", name, null, null).path(), Scope.Action.PULL));
        } catch (IllegalArgumentException e) {
            // It is about nothing, and will not be found.
            return List.of(Scope.catalog());
        }
    }

    private static String repositoryIn(String path) {
        return path.startsWith(REPOSITORY) ? path.substring(REPOSITORY.length()) : "";
    }

    @Override
    public Response handle(Request request) throws IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return problem(request, 405, "This is for reading", "Pages can only be asked for with GET or HEAD.")
                    .with("Allow", "GET, HEAD");
        }
        try {
            return get(request);
        } catch (ContentException e) {
            return failed(request, e, repositories.location());
        }
    }

    private Response get(Request request) throws IOException {
        String path = request.path();
        if (path.equals("/")) {
            return responses.page(request, 200, new RepositoriesPage(repositories, options).page(request));
        }
        if (path.startsWith(ASSETS)) {
            String name = path.substring(ASSETS.length());
            Optional<PageAsset> asset = PageAsset.find(name);
            if (asset.isPresent()) {
                return PageResponses.asset(asset.get(), name);
            }
        }
        if (path.equals("/robots.txt")) {
            // Layers would be unpacked for nobody.
            return PageResponses.text("User-agent: *\nDisallow: /\n");
        }
        String name = repositoryIn(path);
        Optional<Repository> repository = name.isEmpty() ? Optional.empty() : repositories.find(name);
        if (repository.isEmpty()) {
            return problem(request, 404, "Not found", "Nothing is at this address.");
        }
        try {
            return repository(request, name, repository.get());
        } catch (ContentException e) {
            return failed(request, e, repository.get().content().location());
        }
    }

    private Response repository(Request request, String name, Repository repository) throws IOException {
        Documents documents = new Documents(repository.content(), options.documentLimits());
        FactsReader reader = new FactsReader(documents, facts, options.documents());
        Visit visit = new Visit(request, name, repository, documents, reader, options);
        String digest = visit.parameter("digest");
        String reference = digest.isEmpty() ? visit.parameter("tag") : digest;
        if (reference.isEmpty()) {
            return responses.page(request, 200, TagsPage.page(visit));
        }
        Descriptor image = visit.find(reference);
        if (!visit.parameter("raw").isEmpty()) {
            return document(visit, image, visit.blobOf(image, visit.parameter("raw")));
        }
        if (!visit.parameter("layer").isEmpty()) {
            return layer(visit, image, visit.blobOf(image, visit.parameter("layer")));
        }
        return responses.page(request, 200, ImagePage.page(visit, image));
    }

    /** What is below a digest never changes, so whoever has its page need not be sent it again. */
    private Response document(Visit visit, Descriptor image, Descriptor blob) throws IOException {
        EntityTag tag = tag(visit, image, blob);
        return PageResponses.matches(visit.request(), tag)
                ? PageResponses.unchanged(tag)
                : PageResponses.constantPage(DocumentPage.page(visit, image, blob), tag);
    }

    private Response layer(Visit visit, Descriptor image, Descriptor layer) throws IOException {
        EntityTag tag = tag(visit, image, layer);
        if (PageResponses.matches(visit.request(), tag)) {
            return PageResponses.unchanged(tag);
        }
        LayerListing listing = layers.listing(visit, layer);
        String path = visit.parameter("file");
        if (path.isEmpty()) {
            return PageResponses.constantPage(FolderPage.page(visit, image, layer, listing), tag);
        }
        FilePage.Found found = FilePage.find(listing, path);
        if (!visit.parameter("download").isEmpty()) {
            return PageResponses.download(path, layers.whole(visit, layer, found.content()), tag);
        }
        byte[] start = layers.start(visit, layer, found.content());
        return PageResponses.constantPage(FilePage.page(visit, image, layer, found, start), tag);
    }

    private EntityTag tag(Visit visit, Descriptor image, Descriptor blob) {
        return responses.tagOf(
                visit.name(),
                image.digest().toString(),
                blob.digest().toString(),
                blob.mediaType(),
                visit.parameter("tag"),
                visit.parameter("folder"),
                visit.parameter("file"),
                visit.parameter("download"),
                visit.parameter("find"),
                visit.parameter("after"));
    }

    private Response failed(Request request, ContentException e, String location) {
        int status = Problems.status(e);
        if (status >= 500) {
            problems.accept(request.method() + " " + request.path() + ": " + e.getMessage());
        }
        String heading = e.kind() == Kind.NOT_FOUND
                ? "Not found"
                : status == 503 ? "Busy" : status == 422 ? "This is not shown" : "This cannot be read";
        Response response = problem(request, status, heading, Problems.sentence(e, location));
        return status == 503 ? response.with("Retry-After", "5") : response;
    }

    private Response problem(Request request, int status, String heading, String sentence) {
        return responses.page(
                request,
                status,
                new HtmlPage(
                        heading,
                        List.of(),
                        List.of(
                                Element.of("h1", heading),
                                Element.of("p", sentence).with("class", "lede"),
                                Element.of("p", Element.link(Href.home(), "All repositories")))));
    }
}
