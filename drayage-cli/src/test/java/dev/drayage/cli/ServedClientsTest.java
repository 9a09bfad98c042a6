package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.registry.ApiRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean harm, go away or are slow, and a server in 64 MB that is none the worse for them. */
@Timeout(180)
class ServedClientsTest {
    private static final int CLIENTS = 100;
    private static final int POLL_MILLIS = 200;
    private static final int MOST_TRIES = 300;
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final String LAST = "Connection: close\r\n\r\n";

    @TempDir
    private static Path home;

    private static ServedBundle bundle;
    private static ServeRegistryProcess server;

    @BeforeAll
    static void serve() throws IOException {
        bundle = new ServedBundle(home, 24 << 20);
        server = ServeRegistryProcess.startUnder(
                List.of("-Xmx64m"), "127.0.0.1:0", "--writable", "--root", home.resolve("store"), "", bundle.place());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static String largeBlob() {
        return "/v2/registry.example/team/large/blobs/" + Digest.compute(DigestAlgorithm.SHA256, bundle.largeLayer);
    }

    /** A connection from one of many addresses of this machine. */
    private static Socket connect(int client) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 << 10);
        socket.setSoTimeout(60_000);
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.1." + (1 + client % 250)), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        return socket;
    }

    /** Sends bytes as they are; all that comes back until the server closes the connection. */
    private static String raw(String request) throws IOException {
        try (Socket socket = connect(0)) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (IOException e) {
                // It was closed before it had read everything; what it said is there.
            }
            return new String(read(socket.getInputStream()), StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException e) {
            // Reset by the server, after what it said.
        }
        return all.toByteArray();
    }

    private static int status(String response) {
        assertThat(response).startsWith("HTTP/1.1 ");
        return Integer.parseInt(response.substring(9, 12));
    }

    /** That it is there and as it was, and has said nothing that a client made it say but a line at most. */
    private static void isWell(int linesBefore) throws IOException {
        assertThat(server.get("/v2/").status()).isEqualTo(200);
        List<String> said = server.log().subList(linesBefore, server.log().size());
        assertThat(said).hasSizeLessThanOrEqualTo(1).noneMatch(line -> line.startsWith("\tat "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/../../../etc/passwd",
                "/v2/%2e%2e/%2e%2e/etc/passwd/manifests/latest",
                "/v2/library/..%2f..%2fetc/manifests/latest",
                "/v2/library/app/manifests/..%2f..%2fetc%2fpasswd",
                "/v2/library/app/blobs/sha256:../../../etc/passwd",
                "/v2/library/app/blobs/sha256:..%2f..%2f..%2fetc%2fpasswd",
                "/v2/library/app/blobs/sha256:abc",
                "/v2/library/app/blobs/md5:d41d8cd98f00b204e9800998ecf8427e",
                "/v2/library/app/blobs/sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "/v2/library/app/manifests/%00",
                "/v2/library/app/manifests/v1%0d%0aX-Injected:%20yes",
                "/v2/UPPER/Case/manifests/v1",
                "/v2//manifests/v1",
                "/v2/a//b/manifests/v1",
                "/v2/library/app/tags/list?n=-1",
                "/v2/library/app/tags/list?last=%ff%fe",
                "/v2/library/app/manifests/v1?ns=../../etc",
                "/v2/library/app/referrers/sha256:xyz",
                "/archives/../../etc/passwd.tar",
                "/archives/%2e%2e%2fetc%2fpasswd.tar",
                "/archives/library/app:v1.tar?platform=%00",
                "/archives/library/app@sha256:abc.tar",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/v2/library/app/manifests/%zz",
                "/v2/library/app/manifests/v1;x=y/../../z",
                "/v2/library\\..\\app/manifests/v1",
            })
    void namesThatLeadElsewhereAreRefused(String target) throws IOException {
        int before = server.log().size();
        String response = raw("GET " + target + HOST + LAST);
        assertThat(status(response)).as(response).isBetween(400, 499);
        assertThat(response).doesNotContain("root:").doesNotContainIgnoringCase("\nx-injected");
        isWell(before);
    }

    static List<String> requestsThatAreNone() {
        String blob = "GET " + largeBlob() + HOST;
        String upload = "POST /v2/team/x/blobs/uploads/" + HOST;
        String manifest = "PUT /v2/library/app/manifests/v9" + HOST;
        return List.of(
                "GET /v2/" + HOST + "X-Large: " + "a".repeat(100_000) + "\r\n" + LAST,
                "GET /v2/" + HOST + "X-Many: 1\r\n".repeat(20_000) + LAST,
                "GET /" + "a".repeat(100_000) + HOST + LAST,
                "GET /v2/" + HOST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" + LAST + "0\r\n\r\nGET /",
                upload + "Content-Length: 5\r\nContent-Length: 6\r\n" + LAST + "hello!",
                upload + "Content-Length: -1\r\n" + LAST,
                upload + "Content-Length: 99999999999999999999\r\n" + LAST,
                upload + "Transfer-Encoding: chunked, identity\r\n" + LAST,
                manifest + "Transfer-Encoding: chunked\r\n" + LAST + "zz\r\nhello\r\n0\r\n\r\n",
                manifest + "Transfer-Encoding: chunked\r\n" + LAST + "ffffffffffffffff\r\nhello\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n" + LAST,
                "GET /v2/ HTTP/1.1\r\n" + LAST,
                "GET /v2/" + HOST + " folded: yes\r\n" + LAST,
                "GET /v2/" + HOST + "Na me: x\r\n" + LAST,
                "GET /v2/\nHost: x\n\n",
                "\0\0\0\0\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                "TRACE /v2/" + HOST + LAST,
                "GET http://evil.example/v2/library/app/manifests/none" + HOST + LAST,
                blob + "Range: bytes=99999999999999999999-\r\n" + LAST,
                blob + "Range: bytes=25165824-\r\n" + LAST,
                manifest + "Content-Length: 3\r\n" + LAST + "{]}",
                manifest + "Content-Length: 60000000\r\n" + LAST + "[".repeat(100_000),
                manifest + "Content-Length: 200000\r\n" + "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n"
                        + LAST + "[".repeat(200_000));
    }

    @ParameterizedTest
    @MethodSource("requestsThatAreNone")
    void whatIsNoRequestIsRefused(String request) throws IOException {
        int before = server.log().size();
        String response = raw(request);
        assertThat(response.isEmpty() ? 400 : status(response)).as(response).isBetween(400, 599);
        assertThat(response.split("HTTP/1\\.[01] ", -1))
                .as("one response at most")
                .hasSizeLessThanOrEqualTo(2);
        isWell(before);
    }

    @Test
    void aHundredLargeHeadsAndManifestsAtOnceFitIntoItsMemory() throws Exception {
        int before = server.log().size();
        byte[] manifest = "[".repeat(4 << 20).getBytes(StandardCharsets.UTF_8);
        all(client -> {
            try (Socket socket = connect(client)) {
                OutputStream out = socket.getOutputStream();
                if (client % 4 == 0) {
                    out.write(("PUT /v2/team/x/manifests/v1" + HOST
                                    + "Content-Type: application/vnd.oci.image.manifest.v1+json\r\nContent-Length: "
                                    + manifest.length + "\r\n" + LAST)
                            .getBytes(StandardCharsets.UTF_8));
                    out.write(manifest);
                } else {
                    out.write(("GET /v2/" + HOST + "X-Large: " + "a".repeat(15_000)).getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    out.write(("\r\n" + LAST).getBytes(StandardCharsets.UTF_8));
                }
                out.flush();
                String response = new String(read(socket.getInputStream()), StandardCharsets.UTF_8);
                assertThat(response).matches("(?s)HTTP/1\\.1 (200|400|429|503).*");
            } catch (SocketException e) {
                // It closed the connection before it had read everything.
            }
        });
        isWell(before);
    }

    /** Something a client does with a connection of its own. */
    @FunctionalInterface
    private interface Client {
        void run(int number) throws IOException;
    }

    private static void all(Client client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    client.run(number);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aHundredClientsThatGoAwayLeaveNothingOpen() throws Exception {
        long seed = Long.getLong("drayage.seed", System.nanoTime());
        long connections = server.metric("dray_connections_open");
        // Whatever is opened once and stays.
        goAway(new Random(seed));
        settle(connections);
        int before = server.log().size();
        int files = server.openFiles();
        int threads = server.threads();
        for (int round = 0; round < 3; round++) {
            goAway(new Random(seed + round));
        }
        settle(connections);
        assertThat(server.openFiles()).as("open files, -Ddrayage.seed=" + seed).isLessThanOrEqualTo(files);
        assertThat(server.threads()).as("threads, -Ddrayage.seed=" + seed).isLessThanOrEqualTo(Math.max(threads, 240));
        assertThat(server.get(largeBlob()).body()).isEqualTo(bundle.largeLayer);
        isWell(before);
    }

    /**
     * Waits until the server has seen all clients go: uploads are left open for the next request, for some seconds.
     *
     * @param connections that were open before, for the next requests of this test
     */
    private static void settle(long connections) throws Exception {
        for (int tries = 0; tries < MOST_TRIES && !isSettled(connections); tries++) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isSettled(long connections) throws Exception {
        return server.metric("dray_uploads_open") == 0 && server.metric("dray_connections_open") <= connections;
    }

    private static void goAway(Random random) throws Exception {
        long[] seeds = random.longs(CLIENTS).toArray();
        all(client -> leave(client, new Random(seeds[client])));
    }

    /** One after the other: a connection that is kept for the next is not one that a client has left. */
    private static synchronized String beginUpload() throws IOException {
        return server.send(ApiRequest.of("POST", "/v2/team/away/blobs/uploads/"))
                .header("Location")
                .orElseThrow();
    }

    private static void leave(int client, Random random) throws IOException {
        try (Socket socket = connect(client)) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            switch (random.nextInt(4)) {
                case 0 -> {
                    out.write(("GET " + largeBlob() + HOST + "\r\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    in.readNBytes(random.nextInt(2_000_000));
                }
                case 1 -> {
                    out.write(("GET /archives/registry.example/team/large:v1.tar" + HOST + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    in.readNBytes(random.nextInt(2_000_000));
                }
                case 2 -> {
                    out.write(("PATCH " + beginUpload() + HOST + "Content-Length: 5000000\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
                    out.write(new byte[random.nextInt(1_000_000)]);
                    out.flush();
                }
                default -> {
                    out.write(("GET /v2/" + HOST).getBytes(StandardCharsets.UTF_8), 0, 1 + random.nextInt(20));
                    out.flush();
                }
            }
            if (random.nextBoolean()) {
                // Reset, not closed in order.
                socket.setSoLinger(true, 0);
            }
        }
    }
}
