package dev.drayage.cli;

import dev.drayage.store.LocalStore;
import dev.drayage.store.StoreDirectory;
import dev.drayage.store.StoreOptions;
import dev.drayage.store.StoreUrl;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the local store is: its directory, or the database of one that several machines use. */
final class StoreRoot {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "The local store; default: $$DRAYAGE_ROOT, else $$XDG_DATA_HOME/drayage, else"
                    + " ~/.local/share/drayage. One that several machines use is a file store.toml or"
                    + " postgresql://USER@HOST/DATABASE.")
    private @Nullable String root;

    /** Its directory, whether there is anything or not. */
    Path path() {
        return root != null ? Path.of(root) : StoreDirectory.ofUser().path();
    }

    /** As it is named. */
    String text() {
        StoreUrl url = url();
        return url == null ? path().toString() : url.text();
    }

    /** The name of its database; null if it is a directory. */
    @Nullable
    StoreUrl url() {
        String said = root != null ? root : System.getenv("DRAYAGE_ROOT");
        try {
            return said != null && said.startsWith("postgres") && StoreUrl.isUrl(said) ? new StoreUrl(said) : null;
        } catch (IllegalArgumentException e) {
            throw new WrongUseException("--root: " + e.getMessage());
        }
    }

    /** Opens it to have something stored in it. */
    LocalStore open(StoreOptions options) throws IOException {
        StoreUrl url = url();
        return url == null ? LocalStore.open(path(), options) : url.open(options);
    }

    /** As messages give it. */
    @Override
    public String toString() {
        StoreUrl url = url();
        return url == null ? path().toString() : url.toString();
    }
}
