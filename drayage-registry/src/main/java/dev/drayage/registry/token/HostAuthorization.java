package dev.drayage.registry.token;

import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.registry.auth.Credentials;
import dev.drayage.registry.http.Authorizer;
import dev.drayage.registry.http.Transport;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one is known at one endpoint: the scheme it asked for, and the tokens it gave, by what they are good for.
 * Thread-safe.
 */
public final class HostAuthorization {
    /** Who serves a registry to others asks for as many repositories as those can think of. */
    private static final int MAX_TOKENS = 1000;

    private final TokenClient tokens;
    private final CredentialSource credentials;
    private final String domain;
    private final Sleeper sleeper;
    private final Consumer<String> troubles;
    private final Map<Set<String>, Token> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<String>, Token> eldest) {
            return size() > MAX_TOKENS;
        }
    };
    private @Nullable Challenge challenge;
    private boolean isAnonymous;

    /**
     * Nobody is known yet.
     *
     * @param domain the registry whose credentials are meant, as references name it
     * @param troubles receives, once, why credentials could not be read; everything is asked for
     *     anonymously then
     */
    public HostAuthorization(
            Transport transport,
            CredentialSource credentials,
            String domain,
            Sleeper sleeper,
            Consumer<String> troubles) {
        this.tokens = new TokenClient(transport, sleeper);
        this.credentials = credentials;
        this.domain = domain;
        this.sleeper = sleeper;
        this.troubles = troubles;
    }

    /**
     * Speaks for requests to a repository.
     *
     * @param repository whose credentials to use; empty for the registry as such
     * @param scopes what the requests need, such as {@code repository:library/alpine:pull}
     */
    public Authorizer forScopes(String repository, Set<String> scopes) {
        return new Asking(repository, new TreeSet<>(scopes));
    }

    /** One request, repeated at most once for each kind of challenge. */
    private final class Asking implements Authorizer {
        private final String repository;
        private final Set<String> scopes;
        private @Nullable String used;
        private boolean triedToken;
        private boolean triedPassword;

        private Asking(String repository, Set<String> scopes) {
            this.repository = repository;
            this.scopes = scopes;
        }

        @Override
        public synchronized Optional<String> authorization() throws IOException {
            Optional<String> current = current(repository, scopes);
            used = current.orElse(null);
            return current;
        }

        @Override
        public synchronized boolean challenged(URI uri, List<String> headers) throws IOException {
            List<Challenge> challenges = Challenge.parse(headers);
            Optional<Challenge> bearer = challenges.stream()
                    .filter(asked -> asked.scheme().equals("bearer")
                            && asked.parameters().containsKey("realm"))
                    .findFirst();
            IOException failure = null;
            if (bearer.isPresent() && !triedToken) {
                triedToken = true;
                try {
                    renewToken(repository, scopes, used, uri, bearer.get().at(uri));
                    return true;
                } catch (InterruptedIOException e) {
                    throw e;
                } catch (IOException e) {
                    // A password may still do, where the registry takes one.
                    failure = e;
                }
            }
            Optional<Challenge> basic = challenges.stream()
                    .filter(asked -> asked.scheme().equals("basic"))
                    .findFirst();
            if (basic.isPresent() && !triedPassword && usePassword(repository, used, basic.get())) {
                triedPassword = true;
                return true;
            }
            if (failure != null) {
                throw failure;
            }
            return false;
        }
    }

    /** The credentials; none at all from then on where they could not be had: it takes a while, and would fail again. */
    private synchronized Optional<Credentials> who(String repository) throws IOException {
        if (isAnonymous) {
            return Optional.empty();
        }
        try {
            return credentials.find(domain, repository);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            isAnonymous = true;
            troubles.accept(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private synchronized Optional<String> current(String repository, Set<String> scopes) throws IOException {
        Challenge asked = challenge;
        if (asked == null) {
            return Optional.empty();
        }
        if (asked.scheme().equals("basic")) {
            return who(repository).map(Credentials::basic);
        }
        Token token = known.get(scopes);
        if (token == null || token.isExpired(sleeper.instant())) {
            token = tokens.fetch(asked, scopes, who(repository));
            known.put(scopes, token);
        }
        return Optional.of("Bearer " + token.text());
    }

    /** Only a password is one: tokens of other kinds are not what Basic asks for. */
    private synchronized boolean usePassword(String repository, @Nullable String refused, Challenge basic)
            throws IOException {
        Optional<String> password = who(repository)
                .filter(found -> found.kind() == Credentials.Kind.PASSWORD)
                .map(Credentials::basic)
                .filter(header -> !header.equals(refused));
        if (password.isPresent()) {
            challenge = basic;
        }
        return password.isPresent();
    }

    /** One thread at a time, so that many requests refused at once get one token between them. */
    private synchronized void renewToken(
            String repository, Set<String> scopes, @Nullable String refused, URI uri, Challenge asked)
            throws IOException {
        Token token = known.get(scopes);
        if (token == null || ("Bearer " + token.text()).equals(refused) || token.isExpired(sleeper.instant())) {
            TokenClient.checkRealm(asked, uri);
            Set<String> needed = new TreeSet<>(scopes);
            asked.parameter("scope").ifPresent(scope -> needed.addAll(List.of(scope.split(" ", -1))));
            needed.remove("");
            known.put(scopes, tokens.fetch(asked, needed, who(repository)));
        }
        challenge = asked;
    }
}
