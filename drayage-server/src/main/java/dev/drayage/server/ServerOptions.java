package dev.drayage.server;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.place.PlaceOptions;
import dev.drayage.server.access.AccessControl;
import dev.drayage.server.access.Authenticator;
import dev.drayage.server.access.ClientRates;
import dev.drayage.server.access.PasswordAuthenticator;
import dev.drayage.server.access.TokenAuthenticator;
import dev.drayage.server.access.TokenOptions;
import dev.drayage.server.cache.CacheOptions;
import dev.drayage.server.distribution.DistributionOptions;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.HttpLimits;
import dev.drayage.server.tls.ServerCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How a registry is served. Immutable; each {@code with} gives a changed copy. */
public final class ServerOptions {
    private InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private @Nullable ServerSocketChannel socket;
    private @Nullable SSLContext tls;
    private HttpLimits limits = HttpLimits.defaults();
    private Consumer<String> problems = problem -> {};
    private PlaceOptions places = PlaceOptions.none();
    private Map<String, String> mapped = Map.of();
    private boolean writable;
    private List<CachedPlace> cached = List.of();
    private @Nullable Path certificate;
    private @Nullable Path certificateKey;
    private @Nullable Path passwords;
    private @Nullable TokenOptions tokens;
    private AccessControl.Anonymous anonymous = AccessControl.Anonymous.NOTHING;
    private double requestRate;
    private @Nullable OutputStream accessLog;
    private DistributionOptions api = DistributionOptions.defaults();

    /**
     * A registry that is cached.
     *
     * @param upstream its name, such as {@code docker://registry.example}
     * @param namespaces gives the namespace of a name in which it is kept; {@code store::namespace}
     */
    record CachedPlace(String upstream, Function<String, ImageNamespace> namespaces, CacheOptions options) {}

    private ServerOptions() {}

    private ServerOptions(ServerOptions other) {
        this.listen = other.listen;
        this.socket = other.socket;
        this.tls = other.tls;
        this.limits = other.limits;
        this.problems = other.problems;
        this.places = other.places;
        this.mapped = other.mapped;
        this.writable = other.writable;
        this.cached = other.cached;
        this.certificate = other.certificate;
        this.certificateKey = other.certificateKey;
        this.passwords = other.passwords;
        this.tokens = other.tokens;
        this.anonymous = other.anonymous;
        this.requestRate = other.requestRate;
        this.accessLog = other.accessLog;
        this.api = other.api;
    }

    /** A free port of the loopback address, without TLS, to be read by everybody there; problems are not told. */
    public static ServerOptions defaults() {
        return new ServerOptions();
    }

    private ServerOptions changed(Consumer<ServerOptions> change) {
        ServerOptions copy = new ServerOptions(this);
        change.accept(copy);
        return copy;
    }

    /** At this address; port 0 takes one that is free. */
    public ServerOptions withListen(InetSocketAddress address) {
        return changed(copy -> copy.listen = Objects.requireNonNull(address));
    }

    /** At a socket that listens already, whatever the address. */
    public ServerOptions withSocket(ServerSocketChannel listening) {
        return changed(copy -> copy.socket = Objects.requireNonNull(listening));
    }

    /** With TLS. */
    public ServerOptions withTls(SSLContext context) {
        return changed(copy -> copy.tls = Objects.requireNonNull(context));
    }

    /**
     * With TLS by a certificate and its key in PEM, which are read again when they change.
     *
     * @param chain the server's own certificate, and those that signed it in order
     * @param key its private key, not encrypted
     */
    public ServerOptions withCertificate(Path chain, Path key) {
        return changed(copy -> {
            copy.certificate = Objects.requireNonNull(chain);
            copy.certificateKey = Objects.requireNonNull(key);
        });
    }

    /** For those alone who are in a file of {@code htpasswd -B}, which is read again when it changes. */
    public ServerOptions withPasswords(Path htpasswd) {
        return changed(copy -> copy.passwords = Objects.requireNonNull(htpasswd));
    }

    /**
     * For those alone who bring a token of an issuer, and for what the token is for.
     *
     * @param realm the URL at which clients ask for tokens
     * @param service what this registry is called there: the audience of its tokens
     * @param issuer who must have issued a token
     * @param keys the keys that tokens are signed with: the URL of a JWKS, or a file with a JWKS, or with public keys or
     *     certificates in PEM
     * @throws IllegalArgumentException if something is missing or has a character that no header can have
     */
    public ServerOptions withTokens(URI realm, String service, String issuer, String keys) {
        TokenOptions options = TokenOptions.of(realm, service, issuer, keys);
        return changed(copy -> copy.tokens = options);
    }

    /** To be read by everybody, where passwords or tokens are asked for. */
    public ServerOptions withAnonymousReads() {
        return changed(copy -> copy.anonymous = AccessControl.Anonymous.READ);
    }

    /** With another limit for how many requests each address may send in a second, on average; 0 for none. */
    public ServerOptions withRequestRate(double perSecond) {
        return changed(copy -> copy.requestRate = perSecond);
    }

    /** With a line of JSON for each request on a stream, which is not closed. */
    public ServerOptions withAccessLog(OutputStream lines) {
        return changed(copy -> copy.accessLog = Objects.requireNonNull(lines));
    }

    /** With another limit for the size of a blob that is pushed, in bytes, 1 or more. */
    public ServerOptions withMaxBlobBytes(long bytes) {
        return changed(copy -> copy.api = copy.api.withMaxBlobBytes(bytes));
    }

    /** With another limit for how many connections may be open at once, 1 or more; others wait. */
    public ServerOptions withMaxConnections(int number) {
        return changed(copy -> copy.limits = copy.limits.withMaxConnections(number));
    }

    /** With other limits. */
    @SuppressWarnings("exports") // to our modules alone
    public ServerOptions withLimits(HttpLimits other) {
        return changed(copy -> copy.limits = Objects.requireNonNull(other));
    }

    /** With somebody who is told, in a sentence each, of what failed on the side of the server. */
    public ServerOptions withProblems(Consumer<String> listener) {
        return changed(copy -> copy.problems = Objects.requireNonNull(listener));
    }

    /** With places opened so. */
    public ServerOptions withPlaces(PlaceOptions options) {
        return changed(copy -> copy.places = Objects.requireNonNull(options));
    }

    /**
     * With the repositories of a place under names that begin with a prefix, such as {@code team} for
     * {@code oci-archive:team.tar}; for all names with that prefix nothing else is looked at.
     */
    public ServerOptions withMapped(String prefix, String place) {
        Map<String, String> more = new LinkedHashMap<>(mapped);
        more.put(prefix, place);
        return changed(copy -> copy.mapped = Map.copyOf(more));
    }

    /**
     * With a registry whose images are fetched once, when they are first asked for, and kept.
     *
     * @param upstream its name, such as {@code docker://registry.example}
     * @param namespaces gives the namespace of a name, one for each registry that is cached: {@code store::namespace} of a
     *     store that stays open as long as the server
     * @param revalidate how long a tag is served without asking the registry whether it still means the same; 0 to ask
     *     each time
     * @param maxSize how many bytes are kept; what was not used for longest goes first; 0 for no limit
     */
    public ServerOptions withCached(
            String upstream, Function<String, ImageNamespace> namespaces, Duration revalidate, long maxSize) {
        CacheOptions options =
                CacheOptions.defaults().withRevalidate(revalidate).withMaxSize(maxSize);
        List<CachedPlace> more = new ArrayList<>(cached);
        more.add(new CachedPlace(upstream, namespaces, options));
        return changed(copy -> copy.cached = List.copyOf(more));
    }

    /** To be pushed to, where places can be. */
    public ServerOptions withWrites() {
        return changed(copy -> copy.writable = true);
    }

    InetSocketAddress listen() {
        return listen;
    }

    @Nullable
    ServerSocketChannel socket() {
        return socket;
    }

    @Nullable
    OutputStream accessLog() {
        return accessLog;
    }

    /** With tokens, each is for some repositories, and a blob of another must be named to be mounted. */
    DistributionOptions api() {
        return tokens == null ? api : api.withMounts(DistributionOptions.Mounts.FROM_NAMED);
    }

    HttpLimits limits() {
        return limits;
    }

    Consumer<String> problems() {
        return problems;
    }

    PlaceOptions places() {
        return places;
    }

    Map<String, String> mapped() {
        return mapped;
    }

    /** What TLS is spoken with; null for none. */
    @Nullable
    SSLContext context() throws IOException {
        return certificate == null || certificateKey == null
                ? tls
                : ServerCertificate.open(certificate, certificateKey, problems).context();
    }

    /** A handler for those alone who may. */
    Handler guarded(Handler inner) throws IOException {
        if (passwords != null && tokens != null) {
            throw new IllegalArgumentException(
                    "passwords and tokens exclude each other: a client can be asked for one of them; choose one");
        }
        Handler guarded = inner;
        if (passwords != null || tokens != null) {
            Authenticator authenticator = tokens != null
                    ? TokenAuthenticator.open(tokens, problems)
                    : PasswordAuthenticator.open(Objects.requireNonNull(passwords), problems);
            guarded = new AccessControl(inner, authenticator, anonymous, Routes::scopes);
        }
        return requestRate > 0 ? new ClientRates(guarded, requestRate, (int) Math.ceil(requestRate * 5)) : guarded;
    }

    List<CachedPlace> cached() {
        return cached;
    }

    boolean isWritable() {
        return writable;
    }
}
