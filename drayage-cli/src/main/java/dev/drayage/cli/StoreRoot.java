package dev.drayage.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The directory of the local store. */
final class StoreRoot {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "The local store; default: $$DRAYAGE_ROOT, else $$XDG_DATA_HOME/drayage, else"
                    + " ~/.local/share/drayage.")
    private @Nullable Path root;

    /** Where it is, whether there is anything or not. */
    Path path() {
        if (root != null) {
            return root;
        }
        String said = Environment.value("DRAYAGE_ROOT");
        if (said != null) {
            return Path.of(said);
        }
        String data = Environment.value("XDG_DATA_HOME");
        return (data != null ? Path.of(data) : Path.of(System.getProperty("user.home"), ".local", "share"))
                .resolve("drayage");
    }
}
