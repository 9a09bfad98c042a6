package dev.drayage.cli;

import dev.drayage.testkit.peer.ContainerdProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real containerd for all tests of a class. */
abstract class FixtureContainerd {
    @TempDir
    static Path directory;

    static ContainerdProcess containerd;

    @BeforeAll
    static void start() throws IOException {
        containerd = ContainerdProcess.start(directory.resolve("containerd"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (containerd != null) {
            containerd.close();
        }
    }
}
