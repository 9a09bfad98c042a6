package dev.drayage.cli;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.store.LocalStore;
import dev.drayage.store.StoreDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the local store is. Nothing of it is loaded by a command that does not open it. */
final class StoreLocation {
    @Mixin
    private StoreRoot root;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "The namespace of the local store, or of containerd; default: $$DRAYAGE_NAMESPACE or"
                    + " $$CONTAINERD_NAMESPACE, else default.")
    private @Nullable String namespace;

    /** Its directory. */
    Path root() {
        return root.path();
    }

    /** The namespace that was named as an option, if one was. */
    @Nullable
    String saidNamespace() {
        return namespace;
    }

    /** The namespace of the local store that is meant. */
    String namespace() {
        return namespace != null ? namespace : StoreDirectory.defaultNamespace();
    }

    /** The same as the library has it. */
    StoreDirectory directory() {
        return new StoreDirectory(root());
    }

    /** Opens it to be read or changed; what is not there yet cannot be. */
    OpenStore open() throws IOException {
        return open(directory().open());
    }

    /** Opens it to have something stored in it. */
    OpenStore openOrCreate() throws IOException {
        return open(LocalStore.open(root()));
    }

    private OpenStore open(LocalStore store) throws IOException {
        try {
            return new OpenStore(store, store.namespace(namespace()));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** What is listed of it; nothing where nothing was stored yet. */
    <T> List<T> list(Listing<T> listing) throws IOException {
        if (!directory().exists()) {
            return List.of();
        }
        try (OpenStore open = open()) {
            return listing.of(open.namespace());
        }
    }

    /** Lists something of a namespace. */
    @FunctionalInterface
    interface Listing<T> {
        List<T> of(ImageNamespace namespace) throws IOException;
    }
}
