package dev.drayage.registry.http;

import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** Requests in the clear. */
class PlainTransportTest extends TransportContract {
    @Override
    ServerSocketFactory sockets() {
        return ServerSocketFactory.getDefault();
    }

    @Override
    Optional<SSLContext> tls() {
        return Optional.empty();
    }
}
