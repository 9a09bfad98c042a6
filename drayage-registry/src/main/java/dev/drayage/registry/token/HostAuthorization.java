package dev.drayage.registry.token;

import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.registry.auth.Credentials;
import dev.drayage.registry.http.Authorizer;
import dev.drayage.registry.http.Time;
import dev.drayage.registry.http.Transport;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How one is known at one endpoint: the scheme it asked for, and the tokens it gave, by what they are good for.
 * Thread-safe.
 */
public final class HostAuthorization {
    private final TokenClient tokens;
    private final CredentialSource credentials;
    private final String domain;
    private final Time time;
    private final Map<Set<String>, Token> known = new HashMap<>();
    private @Nullable Challenge challenge;

    /** @param domain the registry whose credentials are meant, as references name it */
    public HostAuthorization(Transport transport, CredentialSource credentials, String domain, Time time) {
        this.tokens = new TokenClient(transport, time);
        this.credentials = credentials;
        this.domain = domain;
        this.time = time;
    }

    /**
     * Speaks for requests to a repository.
     *
     * @param repository whose credentials to use; empty for the registry as such
     * @param scopes what the requests need, such as {@code repository:library/alpine:pull}
     */
    public Authorizer forScopes(String repository, Set<String> scopes) {
        Set<String> sorted = new TreeSet<>(scopes);
        return new Authorizer() {
            private @Nullable String used;

            @Override
            public Optional<String> authorization() throws IOException {
                Optional<String> current = current(repository, sorted);
                synchronized (this) {
                    used = current.orElse(null);
                }
                return current;
            }

            @Override
            public boolean challenged(URI uri, List<String> challenges) throws IOException {
                String refused;
                synchronized (this) {
                    refused = used;
                }
                return renew(repository, sorted, refused, uri, Challenge.parse(challenges));
            }
        };
    }

    private synchronized Optional<String> current(String repository, Set<String> scopes) throws IOException {
        Challenge asked = challenge;
        if (asked == null) {
            return Optional.empty();
        }
        if (asked.scheme().equals("basic")) {
            return credentials.find(domain, repository).map(Credentials::basic);
        }
        Token token = known.get(scopes);
        if (token == null || token.isExpired(time.now())) {
            token = tokens.fetch(asked, scopes, credentials.find(domain, repository));
            known.put(scopes, token);
        }
        return Optional.of("Bearer " + token.text());
    }

    /** One thread at a time, so that many requests refused at once get one token between them. */
    private synchronized boolean renew(
            String repository, Set<String> scopes, @Nullable String refused, URI uri, List<Challenge> challenges)
            throws IOException {
        Optional<Credentials> who = credentials.find(domain, repository);
        for (Challenge asked : challenges) {
            if (asked.scheme().equals("bearer") && asked.parameters().containsKey("realm")) {
                return renewToken(scopes, refused, uri, asked, who);
            }
            if (asked.scheme().equals("basic")) {
                challenge = asked;
                return who.isPresent() && !who.get().basic().equals(refused);
            }
        }
        return false;
    }

    private boolean renewToken(
            Set<String> scopes, @Nullable String refused, URI uri, Challenge asked, Optional<Credentials> who)
            throws IOException {
        Token token = known.get(scopes);
        if (token != null && !("Bearer " + token.text()).equals(refused) && !token.isExpired(time.now())) {
            return true;
        }
        TokenClient.checkRealm(asked, uri);
        challenge = asked;
        Set<String> needed = new TreeSet<>(scopes);
        asked.parameter("scope").ifPresent(scope -> needed.addAll(List.of(scope.split(" ", -1))));
        known.put(scopes, tokens.fetch(asked, needed, who));
        return true;
    }
}
