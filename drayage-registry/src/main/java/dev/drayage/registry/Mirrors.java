package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.hosts.Endpoint;
import dev.drayage.registry.hosts.HostFolders;
import dev.drayage.registry.http.Authorizer;
import dev.drayage.registry.http.NoResponseException;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import dev.drayage.registry.http.Transport;
import dev.drayage.registry.http.WrongProtocolException;
import dev.drayage.registry.token.HostAuthorization;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The endpoints of one registry, tried in order until one responds. Thread-safe. */
final class Mirrors {
    /** Makes the request that is meant for a mirror. */
    @FunctionalInterface
    interface Asking {
        Request at(Mirror mirror);
    }

    /**
     * A response, and the endpoint it came from.
     *
     * @param mirror where to go on asking
     * @param response to be closed
     */
    record MirrorResponse(Mirror mirror, Response response) implements AutoCloseable {
        @Override
        public void close() {
            response.close();
        }
    }

    private final String domain;
    private final List<Mirror> all;

    private Mirrors(String domain, List<Mirror> all) {
        this.domain = domain;
        this.all = List.copyOf(all);
    }

    static Mirrors of(
            String domain,
            HostFolders folders,
            OriginTls tls,
            Transport transport,
            RegistryOptions options,
            Sleeper sleeper)
            throws IOException {
        List<Mirror> mirrors = new ArrayList<>();
        for (Endpoint named : folders.endpoints(domain)) {
            tls.settle(Origin.of(named.base()), named.tls());
            Endpoint endpoint = named.guessed() ? tried(named, transport) : named;
            // A mirror on another host has credentials of its own.
            String owner = endpoint.isMirror() ? endpoint.base().getAuthority() : domain;
            mirrors.add(new Mirror(
                    endpoint,
                    domain,
                    transport,
                    new HostAuthorization(
                            transport, options.credentials(), owner, sleeper, problem -> options.warnings()
                                    .credentialsFailed(owner, problem))));
        }
        return new Mirrors(domain, mirrors);
    }

    /** A server with TLS responds to a request in the clear with 400, or not at all. */
    private static Endpoint tried(Endpoint endpoint, Transport transport) throws IOException {
        boolean refused = false;
        try (Response response =
                transport.send(Request.of("GET", endpoint.base()).once(), Authorizer.NOBODY)) {
            refused = response.status() == 400;
            if (!refused) {
                return endpoint.at(endpoint.base());
            }
        } catch (NoResponseException e) {
            // Then over TLS, or the failure comes again and is reported.
            refused = e.getCause() instanceof WrongProtocolException;
        }
        URI secure = URI.create("https" + endpoint.base().toString().substring("http".length()));
        try {
            transport.send(Request.of("GET", secure).once(), Authorizer.NOBODY).close();
            return endpoint.at(secure);
        } catch (NoResponseException e) {
            // Where it refuses both, the cause is in its TLS: its certificate is not trusted, or it wants one of ours.
            boolean speaksTls = Transport.speaksTls(e) || (refused && e.getCause() instanceof SSLException);
            return endpoint.at(speaksTls ? secure : endpoint.base());
        }
    }

    String domain() {
        return domain;
    }

    /**
     * Asks the endpoints that can do it, in order. A later one is tried when an earlier one does not respond, or refuses;
     * what the last one says counts.
     */
    MirrorResponse ask(Capability capability, Access access, Asking asking) throws IOException {
        List<Mirror> able = able(capability);
        for (int i = 0; ; i++) {
            boolean last = i == able.size() - 1;
            @Nullable Response response = null;
            try {
                response = able.get(i).send(asking.at(able.get(i)), access);
                if (last || response.status() < 400 || response.status() == 416) {
                    return new MirrorResponse(able.get(i), response);
                }
            } catch (NoResponseException e) {
                if (last) {
                    throw e;
                }
            }
            if (response != null) {
                response.close();
            }
        }
    }

    private List<Mirror> able(Capability capability) throws ContentException {
        List<Mirror> able = all.stream()
                .filter(mirror -> mirror.endpoint().capabilities().contains(capability))
                .toList();
        if (able.isEmpty()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "the settings of " + domain + " leave no host that can "
                            + capability.name().toLowerCase(Locale.ROOT)
                            + "; give one that capability in hosts.toml");
        }
        return able;
    }
}
