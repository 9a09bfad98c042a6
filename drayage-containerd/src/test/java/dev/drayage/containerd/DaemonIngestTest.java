package dev.drayage.containerd;

import dev.drayage.content.ContentStore;
import dev.drayage.testkit.ContentIngestContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** How content comes into a real containerd. */
@ExtendWith(Daemon.class)
class DaemonIngestTest extends ContentIngestContract {
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
