package dev.drayage.containerd;

import dev.drayage.content.ContentStore;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.ContentCommitContract;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** How what came into a real containerd becomes content. */
@ExtendWith(Daemon.class)
class DaemonCommitTest extends ContentCommitContract {
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
    protected List<DigestAlgorithm> algorithms() {
        return Daemon.algorithms();
    }
}
