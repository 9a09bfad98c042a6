package dev.drayage.containerd;

import dev.drayage.content.ContentStore;
import dev.drayage.testkit.ContentResumeContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a real containerd goes on with what was left off. */
@ExtendWith(Daemon.class)
class DaemonResumeTest extends ContentResumeContract {
    private Daemon.Running daemon;

    @BeforeEach
    void connect(Daemon.Running running) {
        daemon = running;
    }

    @Override
    protected ContentStore emptyStore() {
        return daemon.emptyNamespace().content();
    }

    @Override
    protected boolean cutsAnywhere() {
        return false;
    }
}
