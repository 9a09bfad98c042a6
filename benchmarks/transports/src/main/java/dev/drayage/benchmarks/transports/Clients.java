package dev.drayage.benchmarks.transports;

import dev.drayage.containerd.socket.UnixSocket;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/** The transports, by name. */
final class Clients {
    /** What is received ahead of the reader, for every transport. */
    private static final int WINDOW_BYTES = Integer.getInteger("window", 1 << 20);

    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private Clients() {}

    static DaemonClient connect(String transport, String socket, String namespace) throws IOException {
        return switch (transport) {
            case "drayage" -> new DrayageClient(socket, namespace);
            case "netty" -> netty(socket, namespace);
            case "okhttp" -> okHttp(socket, namespace);
            default -> throw new IllegalArgumentException("no transport " + transport);
        };
    }

    private static DaemonClient netty(String socket, String namespace) {
        EpollEventLoopGroup loop = new EpollEventLoopGroup(1);
        return new GrpcClient(
                NettyChannelBuilder.forAddress(new DomainSocketAddress(socket))
                        .channelType(EpollDomainSocketChannel.class)
                        .eventLoopGroup(loop)
                        .flowControlWindow(WINDOW_BYTES)
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .directExecutor()
                        .usePlaintext()
                        .build(),
                namespace,
                loop::shutdownGracefully);
    }

    private static DaemonClient okHttp(String socket, String namespace) {
        return new GrpcClient(
                OkHttpChannelBuilder.forAddress("localhost", 1)
                        .socketFactory(new UnixSocketFactory(Path.of(socket)))
                        .flowControlWindow(WINDOW_BYTES)
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .directExecutor()
                        .usePlaintext()
                        .build(),
                namespace,
                () -> {});
    }

    /** Connects to a path, whatever address is asked for. */
    private static final class UnixSocketFactory extends SocketFactory {
        private final Path path;

        UnixSocketFactory(Path path) {
            this.path = path;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return UnixSocket.connect(path);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return UnixSocket.connect(path);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return UnixSocket.connect(path);
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
                throws IOException {
            return UnixSocket.connect(path);
        }
    }
}
