package dev.drayage.cli;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.image.OwnedDestination;
import dev.drayage.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the local store is. Nothing of it is loaded by a command that does not open it. */
final class StoreLocation {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "The local store; default: $$DRAYAGE_ROOT, else $$XDG_DATA_HOME/drayage, else"
                    + " ~/.local/share/drayage.")
    private @Nullable Path root;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "The namespace of the local store, or of containerd; default: $$DRAYAGE_NAMESPACE or"
                    + " $$CONTAINERD_NAMESPACE, else default.")
    private @Nullable String namespace;

    /** Its directory. */
    Path root() {
        if (root != null) {
            return root;
        }
        String said = environment("DRAYAGE_ROOT");
        if (said != null) {
            return Path.of(said);
        }
        String data = environment("XDG_DATA_HOME");
        return (data != null ? Path.of(data) : Path.of(System.getProperty("user.home"), ".local", "share"))
                .resolve("drayage");
    }

    /** The namespace that was named as an option, if one was. */
    @Nullable
    String saidNamespace() {
        return namespace;
    }

    private String namespace() {
        String said = namespace != null ? namespace : environment("DRAYAGE_NAMESPACE");
        return said != null ? said : "default";
    }

    private static @Nullable String environment(String name) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Whether anything was stored there yet. */
    boolean exists() {
        return Files.isDirectory(root());
    }

    /** Opens it to be read or changed; what is not there yet cannot be. */
    OpenStore open() throws IOException {
        if (!exists()) {
            throw ContentNotFoundException.of(
                    List.of(),
                    "there is no local store in " + root()
                            + " yet; name another with --root, or oci:DIR or oci-archive:FILE to read those");
        }
        return openOrCreate();
    }

    /** Opens it to have something stored in it. */
    OpenStore openOrCreate() throws IOException {
        LocalStore store = LocalStore.open(root());
        try {
            return new OpenStore(store, store.namespace(namespace()));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** A place to write images to; what is not there yet is made. */
    ImageDestination destination() throws IOException {
        OpenStore store = openOrCreate();
        try {
            return new OwnedDestination(store.namespace().destination(), store);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Its images, to be read. */
    ImageSource source() throws IOException {
        return StoredImages.open(open());
    }
}
