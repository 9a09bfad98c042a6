package dev.drayage.registry;

import dev.drayage.registry.hosts.Endpoint;
import dev.drayage.registry.http.Authorizer;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import dev.drayage.registry.http.Transport;
import dev.drayage.registry.token.HostAuthorization;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** One endpoint of a registry, and how one is known there. Thread-safe. */
final class Mirror {
    private final Endpoint endpoint;
    private final String domain;
    private final Transport transport;
    private final HostAuthorization authorization;

    Mirror(Endpoint endpoint, String domain, Transport transport, HostAuthorization authorization) {
        this.endpoint = endpoint;
        this.domain = domain;
        this.transport = transport;
        this.authorization = authorization;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** The address of a path below {@code /v2/}, which may have a query. */
    URI uri(String path) {
        return named(endpoint.base() + path);
    }

    /** The address of an absolute path at the same host. */
    URI uriOf(String path) {
        URI base = endpoint.base();
        return named(base.getScheme() + "://" + base.getRawAuthority() + path);
    }

    /** A mirror is told which registry is meant. */
    private URI named(String whole) {
        boolean tells = endpoint.isMirror() && !whole.contains("?ns=") && !whole.contains("&ns=");
        return URI.create(tells ? whole + (whole.indexOf('?') < 0 ? "?" : "&") + "ns=" + domain : whole);
    }

    /**
     * Makes a request on behalf of a repository.
     *
     * @param request to an address of this endpoint, or one that it named; elsewhere no credentials are shown
     */
    Response send(Request request, Access access) throws IOException {
        Request whole = request;
        boolean atHome = Origin.of(request.uri()).equals(Origin.of(endpoint.base()));
        if (atHome) {
            for (Map.Entry<String, String> header : endpoint.headers().entrySet()) {
                whole = whole.withHeader(header.getKey(), header.getValue());
            }
        }
        Authorizer authorizer =
                atHome ? authorization.forScopes(access.repository(), access.scopes()) : Authorizer.NOBODY;
        Response response = transport.send(whole, authorizer);
        return atHome ? response : response.fromElsewhere();
    }

    Transport transport() {
        return transport;
    }
}
