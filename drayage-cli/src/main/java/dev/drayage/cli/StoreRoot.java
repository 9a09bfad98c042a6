package dev.drayage.cli;

import dev.drayage.store.StoreDirectory;
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
        return root != null ? root : StoreDirectory.ofUser().path();
    }
}
