package dev.drayage.testkit.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerdProcessTest {
    @TempDir
    private Path directory;

    @Test
    void answersOnItsOwnSocketAndIsGoneOnceClosed() throws IOException {
        Path socket;
        try (ContainerdProcess containerd = ContainerdProcess.start(directory)) {
            socket = containerd.socket();
            assertThat(containerd.ctr("version").requireSuccess().out()).contains("Server:");
            assertThat(containerd.ctr("images", "ls", "-q").requireSuccess().out())
                    .isEmpty();
        }
        assertThat(socket).hasParentRaw(directory.toRealPath());
        assertThatThrownBy(() -> SocketChannel.open(UnixDomainSocketAddress.of(socket)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void saysWhatTheLogSaysIfItCannotStart() throws IOException {
        ContainerdOptions nonsense = ContainerdOptions.defaults().with("this is no TOML");

        assertThatThrownBy(() -> ContainerdProcess.start(directory, nonsense))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("containerd ended at once")
                .hasMessageContaining("config.toml");
        assertThat(Files.exists(directory.resolve("c.sock"))).isFalse();
    }
}
