package dev.drayage.testkit.peer;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An S3 service of Ceph's on loopback: a monitor, one OSD in memory and a RADOS gateway, of Debian's packages {@code
 * ceph-mon}, {@code ceph-osd}, {@code radosgw} and {@code ceph-common}. One is started for all tests of a JVM, which takes
 * some 15 seconds, and ends with it. Addresses have the bucket in their path.
 */
public final class CephGateway {
    /** The user that may do everything with buckets of its own. */
    public static final String ACCESS_KEY = "access";

    /** Its secret. */
    public static final String SECRET_KEY = "secretsecret";

    /** A user that has no right to any of them. */
    public static final String OTHER_ACCESS_KEY = "stranger";

    /** What curl has to say to get signatures right that are for S3. */
    static final String UNSIGNED = "x-amz-content-sha256: UNSIGNED-PAYLOAD";

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int EXIT_SECONDS = 10;

    private final Path home;
    private final String authority;

    private CephGateway(Path home, String authority) {
        this.home = home;
        this.authority = authority;
    }

    /** Initialised by whoever is first; a failure is kept, so that every test has it. */
    private static final class Shared {
        private static final Optional<CephGateway> GATEWAY = start();

        private Shared() {}

        private static Optional<CephGateway> start() {
            try {
                return Optional.of(CephGateway.start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The one of this JVM. The test is skipped where the packages are not there, and without root. */
    public static CephGateway shared() {
        Peers.requireRoot();
        for (String program : List.of("ceph-mon", "ceph-osd", "radosgw", "ceph", "curl")) {
            if (Peers.find(program).isEmpty()) {
                abort("needs " + program + "; install ceph-mon ceph-osd radosgw ceph-common curl");
            }
        }
        return Shared.GATEWAY.orElseThrow();
    }

    /** Where it listens: {@code http://127.0.0.1:PORT}. */
    public String endpoint() {
        return "http://" + authority;
    }

    /** The variables by which tools of AWS find it, as the user that owns all buckets. */
    public Map<String, String> environment() {
        return environment(endpoint());
    }

    /** The same for something that stands before it. */
    public static Map<String, String> environment(String endpoint) {
        return Map.of(
                "AWS_ENDPOINT_URL_S3",
                endpoint,
                "AWS_ACCESS_KEY_ID",
                ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                SECRET_KEY,
                "AWS_REGION",
                "us-east-1",
                "AWS_CONFIG_FILE",
                "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE",
                "/dev/null");
    }

    /** The same as a user that has no right to any bucket. */
    public Map<String, String> strangersEnvironment() {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("AWS_ACCESS_KEY_ID", OTHER_ACCESS_KEY);
        return Map.copyOf(environment);
    }

    /** Makes a bucket whose name begins like this, and returns its name. */
    public String createBucket(String name) {
        String bucket = name + "-" + UUID.randomUUID().toString().substring(0, 8);
        Peers.require("curl")
                .run(
                        "-sS",
                        "--fail-with-body",
                        "--retry",
                        "3",
                        "-X",
                        "PUT",
                        "--aws-sigv4",
                        "aws:amz:us-east-1:s3",
                        "--user",
                        ACCESS_KEY + ":" + SECRET_KEY,
                        "-H",
                        UNSIGNED,
                        endpoint() + "/" + bucket)
                .requireSuccess();
        return bucket;
    }

    private static CephGateway start() throws IOException {
        Path home = Files.createTempDirectory("drayage-ceph");
        int monitor = freePort();
        int messenger = freePort();
        CephGateway gateway = new CephGateway(home, "127.0.0.1:" + freePort());
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::stop));
        for (String directory : List.of("mon", "osd", "rgw", "run", "log")) {
            Files.createDirectory(home.resolve(directory));
        }
        String fsid = UUID.randomUUID().toString();
        String addresses = "v2:127.0.0.1:" + messenger + ",v1:127.0.0.1:" + monitor;
        Path config = Files.writeString(home.resolve("ceph.conf"), gateway.config(fsid, addresses));
        String keyring = home.resolve("keyring").toString();
        String map = home.resolve("monmap").toString();
        run("ceph-authtool", "--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
        for (String user : List.of("client.admin", "osd.0")) {
            run(
                    "ceph-authtool",
                    keyring,
                    "--gen-key",
                    "-n",
                    user,
                    "--cap",
                    "mon",
                    "allow *",
                    "--cap",
                    "osd",
                    "allow *",
                    "--cap",
                    "mgr",
                    "allow *");
        }
        run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", "[" + addresses + "]", map);
        String[] with = {"-c", config.toString()};
        run("ceph-mon", with, "--mkfs", "-i", "a", "--monmap", map, "--keyring", keyring);
        run("ceph-mon", with, "-i", "a");
        run("ceph", with, "--connect-timeout", "60", "osd", "create");
        run("ceph", with, "auth", "import", "-i", keyring);
        run("ceph-osd", with, "-i", "0", "--mkfs");
        run("ceph-osd", with, "-i", "0");
        run("radosgw", with, "-n", "client.admin", "--keyring=" + keyring, "--rgw-data=" + home.resolve("rgw"));
        Peers.require("curl")
                .within(LIMIT)
                .run(
                        "-s",
                        "-o",
                        home.resolve("first").toString(),
                        "--retry",
                        "100",
                        "--retry-delay",
                        "1",
                        "--retry-connrefused",
                        gateway.endpoint())
                .requireSuccess();
        for (String user : List.of(ACCESS_KEY, OTHER_ACCESS_KEY)) {
            run(
                    "radosgw-admin",
                    with,
                    "-n",
                    "client.admin",
                    "user",
                    "create",
                    "--uid=" + user,
                    "--display-name=" + user,
                    "--access-key=" + user,
                    "--secret=" + SECRET_KEY);
        }
        return gateway;
    }

    /** Daemons go to the background as soon as they are ready. */
    private static void run(String program, String[] first, String... arguments) {
        Peers.require(program).with(first).within(LIMIT).run(arguments).requireSuccess();
    }

    private static void run(String program, String... arguments) {
        run(program, new String[0], arguments);
    }

    private String config(String fsid, String addresses) {
        return """
                [global]
                fsid = %s
                mon host = [%s]
                public addr = 127.0.0.1
                ms bind ipv6 = false
                keyring = %s/keyring
                osd pool default size = 1
                osd pool default min size = 1
                osd pool default pg num = 8
                osd pool default pgp num = 8
                osd crush chooseleaf type = 0
                mon allow pool size one = true
                run dir = %3$s/run
                admin socket = %3$s/run/$name.$pid.asok
                pid file = %3$s/run/$type.$id.pid
                log file = %3$s/log/$name.log
                [mon.a]
                mon data = %3$s/mon
                mon data avail warn = 2
                mon data avail crit = 1
                [osd.0]
                osd data = %3$s/osd
                osd objectstore = memstore
                memstore device bytes = 6442450944
                [client.admin]
                rgw frontends = beast endpoint=%s
                rgw data = %3$s/rgw
                rgw dns name = localhost
                rgw run sync thread = false
                rgw gc obj min wait = 2
                rgw gc processor period = 2
                rgw gc processor max time = 2
                """.formatted(fsid, addresses, home, authority);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    /** Ends the daemons, whose numbers are in files of theirs, and removes what they wrote. */
    private void stop() {
        try (Stream<Path> files = Files.list(home.resolve("run"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".pid")).toList()) {
                ProcessHandle daemon = ProcessHandle.of(
                                Long.parseLong(Files.readString(file).strip()))
                        .orElse(null);
                end(daemon);
            }
            Peers.require("rm").run("-rf", home.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(@Nullable ProcessHandle daemon) throws IOException {
        if (daemon == null) {
            return;
        }
        try {
            // All is in memory, and the JVM is about to end: there is nothing to end in good order.
            daemon.destroyForcibly();
            daemon.onExit().get(EXIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a Ceph daemon was ending");
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IOException("the Ceph daemon " + daemon.pid() + " did not end", e);
        }
    }
}
