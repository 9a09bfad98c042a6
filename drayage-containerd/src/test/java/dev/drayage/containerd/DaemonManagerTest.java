package dev.drayage.containerd;

import dev.drayage.content.ContentStore;
import dev.drayage.testkit.ContentManagerContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a real containerd looks after its content. */
@ExtendWith(Daemon.class)
class DaemonManagerTest extends ContentManagerContract {
    private Daemon.Running daemon;

    @BeforeEach
    void connect(Daemon.Running running) {
        daemon = running;
    }

    @Override
    protected ContentStore emptyStore() {
        return daemon.emptyNamespace().content();
    }
}
