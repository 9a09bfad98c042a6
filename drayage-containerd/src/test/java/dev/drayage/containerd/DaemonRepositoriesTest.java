package dev.drayage.containerd;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.repository.NamespaceRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.testkit.WritableRepositoryContract;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real containerd that is pushed to by repository. */
@ExtendWith(Daemon.class)
class DaemonRepositoriesTest extends WritableRepositoryContract {
    private ImageNamespace namespace;

    @BeforeEach
    void chooseNamespace(Daemon.Running running) {
        namespace = running.emptyNamespace();
    }

    @Override
    protected Repositories repositories() {
        return NamespaceRepositories.writing(namespace, InstantSource.system(), () -> {});
    }

    @Override
    protected Repositories reopened() {
        return NamespaceRepositories.writing(namespace, InstantSource.system(), () -> {});
    }

    @Override
    protected boolean takesOtherDigests() {
        return false;
    }
}
