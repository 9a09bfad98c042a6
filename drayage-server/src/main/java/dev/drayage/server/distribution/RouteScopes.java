package dev.drayage.server.distribution;

import dev.drayage.server.access.Scope;
import dev.drayage.server.access.Scope.Action;
import dev.drayage.server.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What requests are about to do with which repositories, by the very names by which they will be found. */
final class RouteScopes {
    private RouteScopes() {}

    static List<Scope> of(Request request) {
        try {
            Route route = Route.parse(request.path());
            return switch (route.kind()) {
                case PING -> List.of();
                case CATALOG -> List.of(Scope.catalog());
                default -> ofRepository(request, route);
            };
        } catch (RefusedException e) {
            // It is about nothing, and will be refused.
            return List.of(Scope.catalog());
        }
    }

    private static List<Scope> ofRepository(Request request, Route route) throws RefusedException {
        String name = ServedRepositories.full(request, route.name());
        List<Scope> scopes = new ArrayList<>();
        scopes.add(Scope.repository(name, actions(request.method(), route.kind())));
        Optional<String> from = request.parameter("from");
        if (route.kind() == Route.Kind.UPLOADS && from.isPresent()) {
            String other = ServedRepositories.full(request, Route.requireName(from.get()));
            if (!other.equals(name)) {
                scopes.add(Scope.repository(other, Action.PULL));
            }
        }
        return scopes;
    }

    private static Action[] actions(String method, Route.Kind kind) {
        boolean isUpload = kind == Route.Kind.UPLOADS || kind == Route.Kind.UPLOAD;
        if (!isUpload && (method.equals("GET") || method.equals("HEAD"))) {
            return new Action[] {Action.PULL};
        }
        // Who cancels an upload began it.
        return !isUpload && method.equals("DELETE")
                ? new Action[] {Action.DELETE}
                : new Action[] {Action.PULL, Action.PUSH};
    }
}
