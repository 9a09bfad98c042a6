package dev.drayage.registry.http;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets so many requests to one host be under way at once. A response that is kept for later reading may be given up to
 * let another request through: so whoever waits cannot wait for somebody who rests. Thread-safe.
 */
final class ConnectionLimit {
    private static final class Host {
        private int used;
        private int waiting;
        private final ArrayDeque<Permit> resting = new ArrayDeque<>();
    }

    private final int perHost;
    private final Map<String, Host> hosts = new HashMap<>();

    ConnectionLimit(int perHost) {
        this.perHost = perHost;
    }

    /** The right to one request, until it is released. */
    final class Permit {
        private final Host host;
        private boolean released;
        private Runnable giveUp = () -> {};

        private Permit(Host host) {
            this.host = host;
        }

        /** Says that the response is not being read; false if somebody waits, so that it should be closed. */
        boolean rest(Runnable whenGivenUp) {
            synchronized (ConnectionLimit.this) {
                if (released || host.waiting > 0) {
                    return false;
                }
                giveUp = whenGivenUp;
                host.resting.add(this);
                return true;
            }
        }

        /** Says that the response is going to be read on; false if it was given up. */
        boolean resume() {
            synchronized (ConnectionLimit.this) {
                return host.resting.remove(this);
            }
        }

        void release() {
            synchronized (ConnectionLimit.this) {
                if (!released) {
                    released = true;
                    host.resting.remove(this);
                    host.used--;
                    ConnectionLimit.this.notifyAll();
                }
            }
        }
    }

    /** Waits for its turn. */
    Permit acquire(String name) throws InterruptedIOException {
        Permit mine;
        Runnable giveUp = () -> {};
        synchronized (this) {
            Host host = hosts.computeIfAbsent(name, key -> new Host());
            host.waiting++;
            try {
                while (host.used >= perHost && host.resting.isEmpty()) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for a connection to " + name);
            } finally {
                host.waiting--;
            }
            if (host.used >= perHost) {
                Permit oldest = host.resting.remove();
                oldest.released = true;
                host.used--;
                giveUp = oldest.giveUp;
            }
            host.used++;
            mine = new Permit(host);
        }
        giveUp.run();
        return mine;
    }
}
