package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host that lets nobody in and refuses nobody: one whose queue is full drops packets as a firewall does. */
@Timeout(60)
class ConnectTimeoutTest {
    /** More than the kernel lets wait for a server whose queue is of one. */
    private static final int WAITING = 8;

    private static List<SocketChannel> fill(ServerSocket full) throws IOException {
        List<SocketChannel> waiting = new ArrayList<>();
        for (int i = 0; i < WAITING; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
            waiting.add(channel);
        }
        return waiting;
    }

    @Test
    void theTimeoutThatIsSetIsTheOneThatCounts() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            List<SocketChannel> waiting = fill(full);
            Reference reference = Reference.parse("127.0.0.1:" + full.getLocalPort() + "/team/app:v1");
            RegistryOptions options = TestRegistry.options().withConnectTimeout(Duration.ofMillis(300));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() ->
                            Registry.connect(options).repository(reference).resolve())
                    .withMessageContaining(" failed: no connection in 300 ms; check the host, the port and the network,"
                            + " or allow longer with option connectTimeout")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("tried"));
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void aTimeoutIsOverZero() {
        RegistryOptions options = TestRegistry.options();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withConnectTimeout(Duration.ZERO))
                .withMessageContaining("over 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withIdleTimeout(Duration.ofSeconds(-1)))
                .withMessageContaining("over 0");
    }
}
