package dev.drayage.containerd;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.testkit.ImageStoreContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a real containerd keeps images. */
@ExtendWith(Daemon.class)
class DaemonImagesTest extends ImageStoreContract {
    private Daemon.Running daemon;

    @BeforeEach
    void connect(Daemon.Running running) {
        daemon = running;
    }

    @Override
    protected ImageNamespace emptyNamespace() {
        return daemon.emptyNamespace();
    }

    @Override
    protected boolean keepsEmptyAnnotations() {
        return false;
    }
}
