package dev.drayage.server;

import dev.drayage.repository.Repositories;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.util.function.Consumer;

/** Which part of the server a request is for. */
final class Routes implements Handler {
    private final Repositories repositories;
    private final Consumer<String> problems;

    Routes(Repositories repositories, Consumer<String> problems) {
        this.repositories = repositories;
        this.problems = problems;
    }

    @Override
    public Response handle(Request request) throws IOException {
        try {
            return route(request);
        } catch (IOException | RuntimeException e) {
            problems.accept(request.method() + " " + request.path() + ": " + e.getMessage());
            return Response.of(500, "text/plain; charset=utf-8", "the request failed on the side of the server\n");
        }
    }

    private Response route(Request request) throws IOException {
        if (request.path().equals("/v2/")) {
            return Response.of(200, "application/json", "{}");
        }
        return repositories.find(request.path().substring(1)).isPresent() ? Response.of(200) : Response.of(404);
    }
}
