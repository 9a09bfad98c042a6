package dev.drayage.testkit.peer;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The programs that this machine has to compare with. */
public final class Peers {
    /** The Debian packages of programs that are not called like their package. */
    private static final Map<String, String> PACKAGES = Map.of("ctr", "containerd");

    private Peers() {}

    /** A program on the PATH. The test that asks for one that is not there is skipped, and says what to install. */
    public static Program require(String name) {
        return find(name)
                .orElseGet(() -> abort("needs " + name + ", which is not on the PATH; install the Debian package "
                        + PACKAGES.getOrDefault(name, name)));
    }

    /** Skips the test unless it is run as root, which some programs need. */
    public static void requireRoot() {
        String user = require("id").run("-u").requireSuccess().out().strip();
        if (!user.equals("0")) {
            abort("needs to be run as root, but is run by user " + user);
        }
    }

    /** A program on the PATH, if it is there. */
    public static Optional<Program> find(String name) {
        String path = System.getenv("PATH");
        if (path != null) {
            for (String directory : path.split(File.pathSeparator, -1)) {
                Path file = Path.of(directory, name);
                if (!directory.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return Optional.of(Program.at(file));
                }
            }
        }
        return Optional.empty();
    }
}
