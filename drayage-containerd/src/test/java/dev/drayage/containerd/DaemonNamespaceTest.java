package dev.drayage.containerd;

import dev.drayage.containerd.ConnectOptions.LocalReads;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.testkit.NamespaceContract;
import dev.drayage.testkit.peer.ContainerdProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** How namespaces of a real containerd share content: it has to be without any for each test. */
class DaemonNamespaceTest extends NamespaceContract {
    @TempDir
    private Path directory;

    private ContainerdProcess process;
    private Containerd client;

    @BeforeEach
    void start() throws IOException {
        process = ContainerdProcess.start(directory);
        client = Containerd.connect(
                ConnectOptions.at(process.socket().toString()).withLocalReads(LocalReads.NEVER));
    }

    @AfterEach
    void stop() throws IOException {
        if (client != null) {
            client.close();
        }
        if (process != null) {
            process.close();
        }
    }

    @Override
    protected ImageNamespace namespace(String name) {
        return client.namespace(name);
    }
}
