package dev.drayage.containerd;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.testkit.LeaseManagerContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a real containerd keeps leases. */
@ExtendWith(Daemon.class)
class DaemonLeasesTest extends LeaseManagerContract {
    private Daemon.Running daemon;

    @BeforeEach
    void connect(Daemon.Running running) {
        daemon = running;
    }

    @Override
    protected ImageNamespace emptyNamespace() {
        return daemon.emptyNamespace();
    }
}
