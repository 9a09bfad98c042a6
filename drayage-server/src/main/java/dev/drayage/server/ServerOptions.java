package dev.drayage.server;

import dev.drayage.server.http.HttpLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How a registry is served. Immutable. */
public final class ServerOptions {
    private final InetSocketAddress listen;
    private final @Nullable ServerSocketChannel socket;
    private final @Nullable SSLContext tls;
    private final HttpLimits limits;
    private final Consumer<String> problems;

    private ServerOptions(
            InetSocketAddress listen,
            @Nullable ServerSocketChannel socket,
            @Nullable SSLContext tls,
            HttpLimits limits,
            Consumer<String> problems) {
        this.listen = listen;
        this.socket = socket;
        this.tls = tls;
        this.limits = limits;
        this.problems = problems;
    }

    /** A free port of the loopback address, without TLS, for everybody there; problems are not told. */
    public static ServerOptions defaults() {
        return new ServerOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                null,
                HttpLimits.defaults(),
                problem -> {});
    }

    /** The same at another address; port 0 takes one that is free. */
    public ServerOptions withListen(InetSocketAddress other) {
        return new ServerOptions(other, socket, tls, limits, problems);
    }

    /** The same at a socket that listens already, whatever the address. */
    public ServerOptions withSocket(ServerSocketChannel listening) {
        return new ServerOptions(listen, Objects.requireNonNull(listening), tls, limits, problems);
    }

    /** The same with TLS. */
    public ServerOptions withTls(SSLContext context) {
        return new ServerOptions(listen, socket, Objects.requireNonNull(context), limits, problems);
    }

    /** The same with other limits. */
    @SuppressWarnings("exports") // to our modules alone
    public ServerOptions withLimits(HttpLimits other) {
        return new ServerOptions(listen, socket, tls, other, problems);
    }

    /** The same with somebody who is told, in a sentence each, of what failed on the side of the server. */
    public ServerOptions withProblems(Consumer<String> listener) {
        return new ServerOptions(listen, socket, tls, limits, listener);
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
}
