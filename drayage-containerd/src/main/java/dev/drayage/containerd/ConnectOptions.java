package dev.drayage.containerd;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a running containerd is reached. Immutable.
 *
 * @param socket the Unix domain socket that it listens at
 * @param timeout how long one response is waited for
 * @param localReads whether blobs are read from its disk where that can be done
 */
public record ConnectOptions(Path socket, Duration timeout, LocalReads localReads) {
    /** Where containerd listens unless it is told otherwise. */
    public static final String DEFAULT_ADDRESS = "/run/containerd/containerd.sock";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String UNIX = "unix://";

    /** Who reads the bytes of blobs. */
    public enum LocalReads {
        /** This program, where it can read the directory that the daemon names; else the daemon. */
        AUTOMATIC,
        /** The daemon, always. */
        NEVER
    }

    /** The usual options, for the address in {@code CONTAINERD_ADDRESS}, else for {@link #DEFAULT_ADDRESS}. */
    public static ConnectOptions defaults() {
        String said = System.getenv("CONTAINERD_ADDRESS");
        return at(said == null || said.isEmpty() ? DEFAULT_ADDRESS : said);
    }

    /**
     * The usual options for an address as {@code ctr} takes it: a path, or {@code unix://} and a path.
     *
     * @throws IllegalArgumentException if it is of another kind
     */
    public static ConnectOptions at(String address) {
        String path = address.startsWith(UNIX) ? address.substring(UNIX.length()) : address;
        if (path.startsWith("\\\\.\\pipe") || path.startsWith("npipe:") || path.contains("://")) {
            throw new IllegalArgumentException("cannot connect to containerd at " + address
                    + ": only Unix domain sockets are spoken to, such as " + DEFAULT_ADDRESS
                    + "; forward the socket to this machine, as ssh -L does, or run this beside the daemon");
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the address of containerd is empty; it is usually " + DEFAULT_ADDRESS);
        }
        return new ConnectOptions(Path.of(path), TIMEOUT, LocalReads.AUTOMATIC);
    }

    /** The same with another timeout. */
    public ConnectOptions withTimeout(Duration other) {
        return new ConnectOptions(socket, other, localReads);
    }

    /** The same with blobs read by others. */
    public ConnectOptions withLocalReads(LocalReads other) {
        return new ConnectOptions(socket, timeout, other);
    }
}
