package dev.drayage.registry.plain;

import dev.drayage.registry.http.Origin;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Connections that may be used again, the last one first, none for long: servers close them too. Thread-safe. */
final class IdleConnections {
    private static final long KEPT_NANOS = Duration.ofSeconds(20).toNanos();

    /** More than anybody uses at once. */
    private static final int MAX_PER_ORIGIN = 32;

    private record Idle(Connection connection, long since) {}

    private final Map<Origin, Deque<Idle>> all = new HashMap<>();
    private boolean closed;

    /** One that the server has not closed; it is the caller's then. */
    synchronized Optional<Connection> take(Origin origin) {
        closeOld();
        Deque<Idle> idle = all.getOrDefault(origin, new ArrayDeque<>());
        while (!idle.isEmpty()) {
            Connection candidate = idle.pop().connection();
            if (candidate.isFresh()) {
                return Optional.of(candidate);
            }
            candidate.close();
        }
        return Optional.empty();
    }

    synchronized void give(Origin origin, Connection connection) {
        closeOld();
        Deque<Idle> idle = all.computeIfAbsent(origin, key -> new ArrayDeque<>());
        if (closed || idle.size() >= MAX_PER_ORIGIN) {
            connection.close();
        } else {
            idle.push(new Idle(connection, System.nanoTime()));
        }
    }

    private void closeOld() {
        long now = System.nanoTime();
        for (Deque<Idle> idle : all.values()) {
            for (Iterator<Idle> oldest = idle.descendingIterator(); oldest.hasNext(); ) {
                Idle candidate = oldest.next();
                if (now - candidate.since() < KEPT_NANOS) {
                    break;
                }
                candidate.connection().close();
                oldest.remove();
            }
        }
    }

    /** Closes all, and whatever is given back later. */
    synchronized void close() {
        closed = true;
        all.values().forEach(idle -> idle.forEach(each -> each.connection().close()));
        all.clear();
    }
}
