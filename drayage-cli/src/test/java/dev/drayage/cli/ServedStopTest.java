package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a registry ends that is told to. */
@Timeout(180)
class ServedStopTest {
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private Path directory;

    @Test
    void aDownloadThatIsUnderWayEndsWholeAndAnotherServerTakesThePort() throws Exception {
        ServedBundle bundle = new ServedBundle(directory, 24 << 20);
        Digest digest = Digest.compute(DigestAlgorithm.SHA256, bundle.largeLayer);
        int port;
        try (ServeRegistryProcess server = ServeRegistryProcess.start(bundle.place());
                Socket socket = new Socket()) {
            port = server.port();
            socket.setReceiveBufferSize(64 << 10);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream()
                    .write(("GET /v2/registry.example/team/large/blobs/" + digest
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            String head = head(in);
            assertThat(head).startsWith("HTTP/1.1 200 ");

            server.signal("TERM");
            awaitRefused(port);
            assertThat(in.readNBytes(bundle.largeLayer.length)).isEqualTo(bundle.largeLayer);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(server.exitCode()).isEqualTo(SIGTERM);
            assertThat(server.log()).hasSize(1);
        }
        try (ServeRegistryProcess next = ServeRegistryProcess.startAt("127.0.0.1:" + port, bundle.place())) {
            assertThat(next.get("/v2/registry.example/team/large/blobs/" + digest)
                            .body())
                    .isEqualTo(bundle.largeLayer);
            assertThatThrownBy(() -> ServeRegistryProcess.startAt("127.0.0.1:" + port, bundle.place()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("cannot listen")
                    .hasMessageContaining(":" + port);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("the response ended within its head: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Nothing more is accepted once it stops. */
    private static void awaitRefused(int port) throws Exception {
        Instant end = Instant.now().plusSeconds(20);
        while (Instant.now().isBefore(end)) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                Thread.sleep(20);
            } catch (ConnectException e) {
                return;
            }
        }
        throw new AssertionError("the port is still listened at");
    }
}
