package dev.drayage.containerd.socket;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The file by which a listening socket is found.
 *
 * @param path where it is
 * @param key which file it is, whatever is at the path later
 */
record SocketFile(Path path, @Nullable Object key) {
    /** What the kernel has room for, on any system. */
    private static final int MAX_PATH_BYTES = 103;

    /** Connections that wait to be accepted. */
    private static final int BACKLOG = 128;

    /** Binds a channel, out of sight until only this user can connect; then it gets its path. */
    static SocketFile bind(ServerSocketChannel channel, Path path) throws IOException {
        Path target = path.toAbsolutePath();
        if (target.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw tooLong(path, null);
        }
        Path hidden = Files.createTempDirectory(target.getParent(), ".dray");
        Path made = hidden.resolve("s");
        try {
            channel.bind(UnixDomainSocketAddress.of(made), BACKLOG);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            take(target, made);
            return new SocketFile(target, key(target));
        } catch (SocketException e) {
            if (String.valueOf(e.getMessage()).contains("too long")) {
                throw tooLong(path, e);
            }
            throw new IOException("cannot listen at " + path + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(made);
            Files.delete(hidden);
        }
    }

    private static ContentException tooLong(Path path, @Nullable SocketException cause) {
        return new ContentException(
                Kind.INVALID_ARGUMENT,
                "cannot listen at " + path
                        + ": that is too long a path for a socket; choose a directory of up to 70 bytes",
                cause);
    }

    private static void take(Path path, Path made) throws IOException {
        while (true) {
            try {
                Files.createLink(path, made);
                return;
            } catch (FileAlreadyExistsException e) {
                removeIfLeft(path);
            }
        }
    }

    /** Removes what a server left that is no more. */
    private static void removeIfLeft(Path path) throws IOException {
        BasicFileAttributes found;
        try {
            found = attributes(path);
        } catch (NoSuchFileException e) {
            return;
        }
        if (!found.isOther()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "cannot listen at " + path + ": there is something else that is no socket; choose another path");
        }
        try {
            UnixSocket.connect(path).close();
        } catch (SocketException e) {
            String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (reason.contains("connection refused")) {
                Files.deleteIfExists(path);
                return;
            }
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            throw new IOException("cannot listen at " + path + ": whoever listens there says " + reason, e);
        }
        throw new ContentException(
                Kind.UNAVAILABLE,
                "cannot listen at " + path + ": somebody does already; end that first, or choose another path");
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static @Nullable Object key(Path path) throws IOException {
        return attributes(path).fileKey();
    }

    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    /** Removes it, unless another has taken its place. */
    void remove() throws IOException {
        try {
            Object there = key(path);
            if (there != null && there.equals(key)) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody did already.
        }
    }
}
