package dev.drayage.cli;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.image.OwnedDestination;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.store.LocalStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
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
        String said = namespace != null ? namespace : Environment.value("DRAYAGE_NAMESPACE");
        return said != null ? said : "default";
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
                            + " yet; name another with --root, or oci:DIR, oci-archive:FILE or docker://REF to read those");
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

    /** What is listed of it; nothing where nothing was stored yet. */
    <T> List<T> list(Listing<T> listing) throws IOException {
        if (!exists()) {
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

    /** A place to write images to; what is not there yet is made. */
    ImageDestination destination() throws IOException {
        MadeDirectory made = MadeDirectory.at(root(), LocalStore::removeIfEmpty);
        try {
            OpenStore store = openOrCreate();
            Closeable both = () -> {
                try (made) {
                    store.close();
                }
            };
            try {
                return new OwnedDestination(store.namespace().destination(), both);
            } catch (IOException | RuntimeException e) {
                store.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** Its images, to be read. */
    ImageSource source() throws IOException {
        return StoredImages.open(open());
    }
}
