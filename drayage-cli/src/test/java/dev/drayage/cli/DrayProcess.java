package dev.drayage.cli;

import dev.drayage.testkit.peer.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command in a process of its own, which can have other variables than this. */
final class DrayProcess {
    private DrayProcess() {}

    /** What runs it. */
    static Program program(Map<String, String> environment, List<String> javaOptions) {
        Program java = Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                // As the launcher does, or a newer JDK warns of the libraries of SQLite and of protocol buffers.
                .with("--enable-native-access=ALL-UNNAMED")
                .with(
                        Runtime.version().feature() < 24
                                ? new String[0]
                                : new String[] {"--sun-misc-unsafe-memory-access=allow"})
                .with("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .with(javaOptions.toArray(String[]::new))
                .with("-cp", System.getProperty("java.class.path"), Dray.class.getName());
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            java = java.env(variable.getKey(), variable.getValue());
        }
        return java;
    }
}
