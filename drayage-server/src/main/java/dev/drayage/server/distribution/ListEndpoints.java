package dev.drayage.server.distribution;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.repository.Repository;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names in order, page by page: the tags of a repository, and all repositories (end-8). */
final class ListEndpoints {
    private static final int MAX_DIGITS = 9;

    /** Lists names. */
    @FunctionalInterface
    private interface Source {
        List<String> after(String last, int limit) throws IOException;
    }

    private final ServedRepositories repositories;
    private final int maxPage;

    ListEndpoints(ServedRepositories repositories, int maxPage) {
        this.repositories = repositories;
        this.maxPage = maxPage;
    }

    Response tags(Request request, String name) throws IOException {
        Repository repository = repositories.require(request, name);
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("name").value(name).name("tags");
        return page(request, out, repository::tags);
    }

    Response catalog(Request request) throws IOException {
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("repositories");
        return page(request, out, repositories::names);
    }

    private Response page(Request request, GoJsonWriter out, Source source) throws IOException {
        int wanted = wanted(request);
        // One more tells whether there is more.
        List<String> found = wanted == 0 ? List.of() : source.after(last(request), wanted + 1);
        List<String> page = found.subList(0, Math.min(wanted, found.size()));
        out.beginArray();
        page.forEach(out::value);
        Response response =
                Response.of(200, "application/json", out.endArray().endObject().toBytes());
        if (page.size() == found.size()) {
            return response;
        }
        return response.with("Link", next(request, "n=" + wanted + "&last=" + encode(page.get(page.size() - 1))));
    }

    private static String last(Request request) {
        return request.parameter("last").orElse("");
    }

    private int wanted(Request request) throws RefusedException {
        String n = request.parameter("n").orElse("");
        if (n.isEmpty()) {
            return maxPage;
        }
        if (!n.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RefusedException(400, ErrorCode.UNSUPPORTED, "n must be a number, 0 or more");
        }
        return n.length() > MAX_DIGITS ? maxPage : Math.min(maxPage, Integer.parseInt(n));
    }

    /** The same request with another query, as a header {@code Link} has it. */
    static String next(Request request, String query) {
        String namespace =
                request.parameter("ns").map(ns -> "&ns=" + encode(ns)).orElse("");
        return "<" + request.path() + "?" + query + namespace + ">; rel=\"next\"";
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
