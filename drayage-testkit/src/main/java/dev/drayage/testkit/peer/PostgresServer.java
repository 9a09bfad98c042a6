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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of the test's own on a port of loopback, in a directory of its own, run by a user that is not root. It
 * syncs nothing, for no power cut is tested with it.
 */
public final class PostgresServer implements Closeable {
    /** Where Debian puts what it has. */
    private static final Path DISTRIBUTED = Path.of("/usr/lib/postgresql");

    /** Where {@code .ci/postgresql} puts others. */
    private static final Path FETCHED = Path.of("/usr/local/lib/postgresql");

    private static final int EXIT_SECONDS = 20;
    private static final String USER = "postgres";
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final Path programs;
    private final Path directory;
    private final List<String> options;
    private final int port;
    private @Nullable Path elsewhere;
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
        return start(programs(), temporary(), "trust", null, settings);
    }

    /** Starts one of a major version, such as 13. The test is skipped where that is not installed. */
    public static PostgresServer startVersion(int version) throws IOException {
        return start(programs(version), temporary(), "trust", null);
    }

    /** Starts one with all that it writes in a directory below this one, which need not have much room. */
    public static PostgresServer startIn(Path directory) throws IOException {
        return start(programs(), Files.createDirectory(directory.resolve("postgres")), "trust", null);
    }

    /** The same, but for its log of what it is about to write, which is elsewhere: only its tables can want for room. */
    public static PostgresServer startTablesIn(Path directory) throws IOException {
        PostgresServer server = startIn(directory);
        server.moveLog();
        return server;
    }

    /** Starts one whose user {@code postgres} has this password. */
    public static PostgresServer startWithPassword(String password, String... settings) throws IOException {
        return start(programs(), temporary(), password, null, settings);
    }

    /** Starts one that has a certificate besides, for those who ask for TLS. */
    public static PostgresServer startWithTls(String password, Certificates.Pair pair) throws IOException {
        return start(programs(), temporary(), password, pair);
    }

    private static Path temporary() throws IOException {
        return Files.createTempDirectory("dray-postgres");
    }

    private static PostgresServer start(
            Path programs, Path directory, String password, Certificates.@Nullable Pair pair, String... settings)
            throws IOException {
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
                    "--wal-segsize=1",
                    "--no-sync");
            server.begin();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** Those of {@code -Ddrayage.postgres=VERSION}, else those that Debian has. */
    private static Path programs() throws IOException {
        Integer version = Integer.getInteger("drayage.postgres");
        return version != null
                ? programs(version)
                : distributed()
                        .orElseGet(() -> abort("needs PostgreSQL's server, which is not in " + DISTRIBUTED
                                + "; install the Debian package postgresql"));
    }

    private static Path programs(int version) {
        return Stream.of(DISTRIBUTED, FETCHED)
                .map(place -> place.resolve(version + "/bin"))
                .filter(PostgresServer::hasServer)
                .findFirst()
                .orElseGet(() -> abort("needs PostgreSQL " + version + ", which is neither in " + DISTRIBUTED
                        + " nor in " + FETCHED + "; .ci/postgresql fetches it"));
    }

    private static Optional<Path> distributed() throws IOException {
        if (!Files.isDirectory(DISTRIBUTED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DISTRIBUTED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(PostgresServer::hasServer)
                    .max(Comparator.naturalOrder());
        }
    }

    private static boolean hasServer(Path programs) {
        return Files.isExecutable(programs.resolve("initdb"));
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

    /** Puts the log of what it is about to write elsewhere. */
    private void moveLog() throws IOException {
        run("pg_ctl", "-D", data(), "-m", "fast", "-w", "stop");
        elsewhere = temporary();
        Peers.require("mv").run(data() + "/pg_wal", elsewhere.toString()).requireSuccess();
        if (isRoot()) {
            Peers.require("chown").run("-R", USER, elsewhere.toString()).requireSuccess();
        }
        Files.createSymbolicLink(Path.of(data(), "pg_wal"), elsewhere.resolve("pg_wal"));
        begin();
    }

    /** Starts it again, whether it still runs or has ended by itself. */
    public void beginAnew() {
        if (Files.exists(Path.of(data(), "postmaster.pid"))) {
            Program stopping = Program.at(Path.of(stopping().get(0)));
            stopping.run(stopping().subList(1, stopping().size()).toArray(String[]::new));
        }
        begin();
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
    public String query(String sql) throws IOException {
        // Those that are fetched come without it.
        Path client = Stream.concat(Stream.of(programs), distributed().stream())
                .map(each -> each.resolve("psql"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("needs psql; install the Debian package postgresql"));
        return Program.at(client)
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
        remove(directory);
        if (elsewhere != null) {
            remove(elsewhere);
        }
    }

    private static void remove(Path directory) {
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
