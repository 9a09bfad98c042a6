package dev.drayage.server;

import dev.drayage.place.PlaceOptions;
import dev.drayage.server.http.HttpLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
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
    SSLContext tls() {
        return tls;
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

    boolean isWritable() {
        return writable;
    }
}
