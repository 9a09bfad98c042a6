package dev.drayage.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.ProgramResult;
import java.nio.file.Path;

/** A file system in memory, over a directory, until it is closed. The test is skipped where none can be mounted. */
record MountedDisk(Path at) implements AutoCloseable {
    MountedDisk(Path at, String options) {
        this(at);
        Peers.requireRoot();
        ProgramResult result = Peers.require("mount").run("-t", "tmpfs", "-o", options, "dray-test", at.toString());
        if (result.exitCode() != 0) {
            abort("needs to mount a file system, which is not allowed here: " + result.err());
        }
    }

    @Override
    public void close() {
        Peers.require("umount").run(at.toString()).requireSuccess();
    }
}
