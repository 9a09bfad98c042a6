package dev.drayage.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose client takes too long over the head of a request. The idle timeout does not see those that send
 * a byte now and then. Thread-safe.
 */
final class HeadDeadline extends AbstractLifeCycle implements Connection.Listener {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final long most;
    private final Scheduler scheduler;
    private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();

    HeadDeadline(Duration most, Scheduler scheduler) {
        this.most = most.toNanos();
        this.scheduler = scheduler;
    }

    /** HTTP/1.1 whose connections are held to it. */
    HttpConnectionFactory watched(HttpConfiguration config) {
        return new HttpConnectionFactory(config) {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                Connection connection = super.newConnection(connector, endPoint);
                connection.addEventListener(HeadDeadline.this);
                return connection;
            }
        };
    }

    /** How far a connection was: the requests and bytes that had come in when it last was between requests. */
    private record Progress(long requests, long bytes, long since) {}

    @Override
    protected void doStart() {
        later();
    }

    private void later() {
        scheduler.schedule(this::look, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        connections.put(connection, new Progress(0, 0, System.nanoTime()));
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    private void look() {
        connections.replaceAll(this::look);
        if (isRunning() || isStarting()) {
            later();
        }
    }

    private Progress look(Connection connection, Progress before) {
        long now = System.nanoTime();
        long requests = connection.getMessagesIn();
        long bytes = connection.getBytesIn();
        boolean isBetween = requests == connection.getMessagesOut();
        if (!isBetween || requests != before.requests() || bytes == before.bytes()) {
            return new Progress(requests, bytes, now);
        }
        if (now - before.since() > most) {
            connection.getEndPoint().close();
        }
        return before;
    }
}
