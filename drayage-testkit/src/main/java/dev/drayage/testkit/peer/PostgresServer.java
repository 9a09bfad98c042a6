package dev.drayage.testkit.peer;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of the test's own on a port of loopback, in a directory of its own, run by a user that is not root. It
 * syncs nothing, for no power cut is tested with it.
 */
public final class PostgresServer implements Closeable {
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
    private static final int EXIT_SECONDS = 20;
    private static final String USER = "postgres";
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final Path programs;
    private final Path directory;
    private final List<String> options;
    private final int port;
    private final Thread onShutdown = new Thread(this::end, "end-postgres");

    private PostgresServer(Path programs, Path directory, List<String> options, int port) {
        this.programs = programs;
        this.directory = directory;
        this.options = options;
        this.port = port;
    }

    /**
     * Starts one that lets everybody in. The test is skipped where it is not installed.
     *
     * @param settings of its configuration, each {@code name=value}
     */
    public static PostgresServer start(String... settings) throws IOException {
        return start("trust", null, settings);
    }

    /** Starts one whose user {@code postgres} has this password. */
    public static PostgresServer startWithPassword(String password, String... settings) throws IOException {
        return start(password, null, settings);
    }

    /** Starts one that has a certificate besides, for those who ask for TLS. */
    public static PostgresServer startWithTls(String password, Certificates.Pair pair) throws IOException {
        return start(password, pair);
    }

    private static PostgresServer start(String password, Certificates.@Nullable Pair pair, String... settings)
            throws IOException {
        Path programs = programs();
        Path directory = Files.createTempDirectory("dray-postgres");
        List<String> options = new ArrayList<>(List.of(settings));
        options.addAll(List.of(
                "fsync=off",
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "shared_buffers=16MB",
                "max_connections=200"));
        PostgresServer server = new PostgresServer(programs, directory, options, freePort());
        Runtime.getRuntime().addShutdownHook(server.onShutdown);
        try {
            Path secret = Files.writeString(directory.resolve("secret"), password + "\n");
            if (pair != null) {
                Files.copy(pair.certificate(), directory.resolve("server.crt"));
                Path key = Files.copy(pair.key(), directory.resolve("server.key"));
                Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
                options.addAll(List.of(
                        "ssl=on",
                        "ssl_cert_file=" + directory.resolve("server.crt"),
                        "ssl_key_file=" + directory.resolve("server.key")));
            }
            if (isRoot()) {
                Peers.require("chown").run("-R", USER, directory.toString()).requireSuccess();
            }
            server.run(
                    "initdb",
                    "-D",
                    server.data(),
                    "-U",
                    USER,
                    "--auth=" + (password.equals("trust") ? "trust" : "scram-sha-256"),
                    "--pwfile=" + secret,
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync");
            server.begin();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    private static Path programs() throws IOException {
        if (Files.isDirectory(PROGRAMS)) {
            try (Stream<Path> versions = Files.list(PROGRAMS)) {
                List<Path> found = versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                        .sorted()
                        .toList();
                if (!found.isEmpty()) {
                    return found.get(found.size() - 1);
                }
            }
        }
        return abort(
                "needs PostgreSQL's server, which is not in " + PROGRAMS + "; install the Debian package postgresql");
    }

    private static boolean isRoot() {
        return Peers.require("id").run("-u").requireSuccess().out().strip().equals("0");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /** Its directory, which its user owns. */
    public Path directory() {
        return directory;
    }

    private void run(String program, String... arguments) {
        Program at = Program.at(programs.resolve(program));
        (isRoot() ? Peers.require("runuser").with("-u", USER, "--", at.file().toString()) : at)
                .in(directory)
                .run(arguments)
                .requireSuccess();
    }

    /** Starts it again after {@link #stop}. */
    public void begin() {
        StringBuilder all = new StringBuilder("-p " + port);
        for (String option : options) {
            all.append(" -c '").append(option).append('\'');
        }
        run("pg_ctl", "-D", data(), "-l", directory.resolve("log").toString(), "-w", "-o", all.toString(), "start");
    }

    /** Stops it at once, as if it had crashed. */
    public void stop() {
        run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    }

    /** Its log. */
    public String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    /** The port of loopback that it listens on. */
    public int port() {
        return port;
    }

    /** The name of its database, to be ended by parameters. */
    public String url() {
        return "postgresql://" + USER + "@127.0.0.1:" + port + "/postgres";
    }

    /** The name of a schema that nobody has used. */
    public static String freshSchema() {
        return "test" + SCHEMAS.incrementAndGet();
    }

    /** Runs SQL and returns what it prints. */
    public String query(String sql) {
        return Program.at(programs.resolve("psql"))
                .env("PGPASSWORD", "secret")
                .run("-X", "-A", "-t", "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", USER, "-c", sql)
                .requireSuccess()
                .out()
                .strip();
    }

    private void end() {
        try {
            Process stopping = new ProcessBuilder(stopping())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            stopping.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop PostgreSQL", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }

    private List<String> stopping() {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", USER, "--"));
        }
        command.addAll(List.of(programs.resolve("pg_ctl").toString(), "-D", data(), "-m", "immediate", "-w", "stop"));
        return command;
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException e) {
            throw new InterruptedIOException("the JVM is shutting down");
        }
        end();
    }
}
