package dev.drayage.registry.token;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.registry.auth.Credentials;
import dev.drayage.registry.http.Authorizer;
import dev.drayage.registry.http.LenientUri;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.RequestBody;
import dev.drayage.registry.http.Response;
import dev.drayage.registry.http.Transport;
import dev.drayage.registry.json.JsonObject;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** Gets bearer tokens from the server that a registry names, by the token protocol of the distribution project. */
final class TokenClient {
    private static final int MAX_BYTES = 1 << 20;
    private static final String CLIENT_ID = "drayage";

    /** How long a token lasts where its server does not say (distribution, "Token Authentication"). */
    private static final Duration DEFAULT_LIFE = Duration.ofSeconds(60);

    /** So much earlier it counts as expired: clocks differ, and a request takes its time. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final Transport transport;
    private final Sleeper sleeper;

    TokenClient(Transport transport, Sleeper sleeper) {
        this.transport = transport;
        this.sleeper = sleeper;
    }

    /** A password may not leave over plain HTTP because a registry that was reached over TLS says so. */
    static void checkRealm(Challenge challenge, URI registry) throws ContentException {
        URI realm = realm(challenge);
        if (registry.getScheme().equals("https") && !realm.getScheme().equals("https")) {
            throw refused(
                    "the registry " + registry.getHost() + " wants its tokens to be got over plain HTTP from "
                            + Origin.shown(realm),
                    "ask whoever runs it");
        }
    }

    Token fetch(Challenge challenge, Set<String> scopes, Optional<Credentials> who) throws IOException {
        Optional<Credentials> token = who.filter(c -> c.kind() == Credentials.Kind.REGISTRY_TOKEN);
        if (token.isPresent()) {
            return new Token(token.get().secret(), Instant.MAX);
        }
        URI realm = realm(challenge);
        boolean refreshes = who.isPresent() && who.get().kind() == Credentials.Kind.IDENTITY_TOKEN;
        try (Response response =
                refreshes ? refresh(realm, challenge, scopes, who.get()) : ask(realm, challenge, scopes, who)) {
            if (response.status() != 200) {
                throw refused(
                        "no token for " + String.join(" ", scopes) + ": " + Origin.shown(realm) + " answered "
                                + response.status(),
                        who.isPresent()
                                ? "the credentials may be wrong, log in again with dray login"
                                : "there are no credentials for it, log in with dray login");
            }
            return read(response, realm);
        }
    }

    private Response ask(URI realm, Challenge challenge, Set<String> scopes, Optional<Credentials> who)
            throws IOException {
        StringJoiner query = new StringJoiner("&");
        if (realm.getRawQuery() != null) {
            query.add(realm.getRawQuery());
        }
        challenge.parameter("service").ifPresent(service -> query.add("service=" + encode(service)));
        scopes.forEach(scope -> query.add("scope=" + encode(scope)));
        who.ifPresent(credentials -> query.add("account=" + encode(credentials.username())));
        URI uri = URI.create(Origin.shown(realm) + "?" + query);
        return transport.send(Request.of("GET", uri), who.isPresent() ? basic(who.get()) : Authorizer.NOBODY);
    }

    private Response refresh(URI realm, Challenge challenge, Set<String> scopes, Credentials who) throws IOException {
        StringJoiner form = new StringJoiner("&");
        form.add("grant_type=refresh_token");
        form.add("service=" + encode(challenge.parameter("service").orElse("")));
        form.add("client_id=" + CLIENT_ID);
        form.add("scope=" + encode(String.join(" ", scopes)));
        form.add("refresh_token=" + encode(who.secret()));
        RequestBody body = RequestBody.of(form.toString().getBytes(StandardCharsets.UTF_8));
        return transport.send(
                Request.of("POST", realm).withBody(body, "application/x-www-form-urlencoded"), Authorizer.NOBODY);
    }

    private static Authorizer basic(Credentials who) {
        return new Authorizer() {
            @Override
            public Optional<String> authorization() {
                return Optional.of(who.basic());
            }

            @Override
            public boolean challenged(URI uri, List<String> challenges) {
                return false;
            }
        };
    }

    private Token read(Response response, URI realm) throws IOException {
        byte[] bytes = response.readUpTo(MAX_BYTES)
                .orElseThrow(() -> refused(
                        "no token: what " + Origin.shown(realm) + " answered has more than " + MAX_BYTES
                                + " bytes, the limit for tokens",
                        "ask whoever runs it"));
        JsonObject body;
        try {
            body = JsonObject.parse(bytes);
        } catch (IOException e) {
            throw refused("no token: what " + Origin.shown(realm) + " answered is not JSON", "try again later");
        }
        String text = body.string("token")
                .filter(token -> !token.isEmpty())
                .or(() -> body.string("access_token"))
                .filter(token -> !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f))
                .orElseThrow(() ->
                        refused("no token: what " + Origin.shown(realm) + " answered holds none", "try again later"));
        long seconds = body.number("expires_in").filter(life -> life > 0).orElse(DEFAULT_LIFE.toSeconds());
        // Counted from when it came: the clock of the server may be any.
        Duration life = Duration.ofSeconds(Math.min(seconds, Duration.ofDays(1).toSeconds()));
        Duration margin = MARGIN.compareTo(life.dividedBy(4)) < 0 ? MARGIN : life.dividedBy(4);
        return new Token(text, sleeper.instant().plus(life).minus(margin));
    }

    private static URI realm(Challenge challenge) throws ContentException {
        String text = challenge.parameter("realm").orElse("");
        if (text.startsWith("https://") || text.startsWith("http://")) {
            Optional<URI> realm = LenientUri.resolve(URI.create("https://realm.invalid/"), text)
                    .filter(Origin::isHttp);
            if (realm.isPresent()) {
                return realm.get();
            }
        }
        throw refused("the registry names no address to get tokens from", "ask whoever runs it");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static ContentException refused(String what, String hint) {
        return new ContentException(Kind.INVALID_ARGUMENT, what + "; " + hint);
    }
}
