package dev.drayage.cli;

import dev.drayage.image.ImageDestination;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.place.PlaceOptions;
import dev.drayage.store.LocalStore;
import dev.drayage.store.StoreDirectory;
import dev.drayage.store.StoreOptions;
import dev.drayage.store.StoreUrl;
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

    /** As messages give it. */
    String shown() {
        return root.toString();
    }

    /** As it is named, perhaps with a password. */
    String text() {
        return root.text();
    }

    /** Whether it is a directory, and not a database that several machines use. */
    boolean isDirectory() {
        return root.url() == null;
    }

    /** Its directory, if it is one. */
    Path root() {
        return root.path();
    }

    /** A directory that has room for what is stored in it, which need not be there yet. */
    Path spoolDirectory() {
        return isDirectory() && !Files.isRegularFile(root()) ? root() : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Whether anything was stored there yet, as far as that can be seen without opening it. */
    boolean exists() {
        return !isDirectory() || directory().exists();
    }

    /** Options with where it is. */
    PlaceOptions in(PlaceOptions options) {
        StoreUrl url = root.url();
        return url == null ? options.with(StoreDirectory.class, directory()) : options.with(StoreUrl.class, url);
    }

    /** Opens a namespace of it to write images to. */
    ImageDestination destination() throws IOException {
        StoreUrl url = root.url();
        return url == null ? directory().destination(namespace()) : url.destination(namespace());
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
        StoreUrl url = root.url();
        return open(url == null ? directory().open() : url.open());
    }

    /** Opens it to have something stored in it. */
    OpenStore openOrCreate() throws IOException {
        return open(root.open(StoreOptions.defaults()));
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
}
