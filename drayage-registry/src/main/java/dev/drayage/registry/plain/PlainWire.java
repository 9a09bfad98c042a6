package dev.drayage.registry.plain;

import dev.drayage.registry.http.Answer;
import dev.drayage.registry.http.BodyUnreadableException;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Patience;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.RequestBody;
import dev.drayage.registry.http.SilenceException;
import dev.drayage.registry.http.Traffic;
import dev.drayage.registry.http.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** HTTP/1.1 in the clear, without a proxy, on connections that are kept for the next request. */
public final class PlainWire implements Wire {
    private static final int BODY_BUFFER_BYTES = 256 << 10;

    /** Whoever forgets a client has its connections closed. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final Duration connectTimeout;
    private final IdleConnections idle = new IdleConnections();

    /** Connections that come about within this time. */
    public PlainWire(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        CLEANER.register(this, idle::close);
    }

    @Override
    public Answer exchange(Request request, Traffic traffic) throws IOException {
        Origin origin = Origin.of(request.uri());
        Optional<Connection> used = idle.take(origin);
        if (used.isPresent()) {
            try {
                return exchange(request, used.get(), traffic);
            } catch (InterruptedIOException | SilenceException | BodyUnreadableException e) {
                throw e;
            } catch (IOException e) {
                // Servers close what is idle, and may have done so at the very moment.
                if (request.repeat() != Request.Repeat.AT_WILL) {
                    throw e;
                }
            }
        }
        return exchange(request, Connection.open(origin, connectTimeout), traffic);
    }

    private Answer exchange(Request request, Connection connection, Traffic traffic) throws IOException {
        try {
            boolean sent = send(request, connection, traffic);
            Patience patience = new Patience(traffic.patience());
            Head head = head(connection, patience, traffic);
            Origin origin = Origin.of(request.uri());
            return new PlainAnswer(
                    request.uri(),
                    head,
                    connection,
                    Framing.of(request.method(), head),
                    traffic,
                    free -> keep(origin, free, sent));
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Head head(Connection connection, Patience patience, Traffic traffic) throws IOException {
        try {
            return Head.read(connection, patience);
        } catch (SilenceException e) {
            throw new SilenceException("no answer", traffic.patience());
        }
    }

    private void keep(Origin origin, Connection connection, boolean sent) {
        if (sent) {
            idle.give(origin, connection);
        } else {
            connection.close();
        }
    }

    /** Sends a request; false if the server answers before it has taken all of it. */
    private static boolean send(Request request, Connection connection, Traffic traffic) throws IOException {
        RequestBody body = request.body();
        try {
            if (!connection.write(RequestHead.encode(request), traffic.patience())) {
                return false;
            }
            return body == null || send(body, connection, traffic);
        } catch (InterruptedIOException | SilenceException | BodyUnreadableException e) {
            throw e;
        } catch (IOException e) {
            // Who refuses a body closes the connection, and may have said why.
            return false;
        }
    }

    private static boolean send(RequestBody body, Connection connection, Traffic traffic) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BODY_BUFFER_BYTES, body.length()));
        for (long at = 0; at < body.length(); at += buffer.position()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), body.length() - at));
            body.read(at, buffer);
            traffic.pass(buffer.flip().remaining());
            if (!connection.write(buffer, traffic.patience())) {
                return false;
            }
        }
        return true;
    }
}
