package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectOptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"/run/k3s/containerd/containerd.sock", "unix:///run/k3s/containerd/containerd.sock"})
    void takesAPathWithAndWithoutItsScheme(String address) {
        assertThat(ConnectOptions.at(address).socket()).isEqualTo(Path.of("/run/k3s/containerd/containerd.sock"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://127.0.0.1:1234",
                "\\\\.\\pipe\\containerd-containerd",
                "npipe:////./pipe/containerd-containerd",
                "vsock://2:1024"
            })
    void refusesWhatIsNoUnixSocket(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectOptions.at(address))
                .withMessageContaining("cannot connect to containerd at " + address)
                .withMessageContaining("only Unix domain sockets");
    }

    @Test
    void refusesNoAddressAtAll() {
        assertThatIllegalArgumentException().isThrownBy(() -> ConnectOptions.at("unix://"));
    }
}
