package dev.drayage.store;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.file.MadeDirectory;
import dev.drayage.image.ImageDestination;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a local store is: an option of the places in it.
 *
 * @param path its directory, whether there is anything or not
 */
public record StoreDirectory(Path path) {

    /**
     * This user's: {@code DRAYAGE_ROOT}, else {@code drayage} in {@code XDG_DATA_HOME} or {@code ~/.local/share}.
     *
     * @throws IllegalArgumentException if neither is set and this user has no home directory
     */
    public static StoreDirectory ofUser() {
        return of(System.getenv(), System.getProperty("user.home", ""));
    }

    /** The same, of these variables and the home directory as Java calls it, which is {@code ?} where there is none. */
    static StoreDirectory of(Map<String, String> variables, String home) {
        String said = value(variables, "DRAYAGE_ROOT");
        if (said != null) {
            return new StoreDirectory(Path.of(said));
        }
        String data = value(variables, "XDG_DATA_HOME");
        if (data != null) {
            return new StoreDirectory(Path.of(data).resolve("drayage"));
        }
        if (home.isEmpty() || home.equals("?")) {
            throw new IllegalArgumentException(
                    "this user has no home directory for a local store; set HOME or DRAYAGE_ROOT, or name one with option root");
        }
        return new StoreDirectory(Path.of(home, ".local", "share", "drayage"));
    }

    /** The namespace to work in where none is named: {@code DRAYAGE_NAMESPACE}, else {@code default}. */
    public static String defaultNamespace() {
        String said = value(System.getenv(), "DRAYAGE_NAMESPACE");
        return said == null ? "default" : said;
    }

    /** The value of a variable that is set and not empty. */
    private static @Nullable String value(Map<String, String> variables, String name) {
        String value = variables.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Whether anything was stored there yet. */
    public boolean exists() {
        return Files.isDirectory(path) || Files.isRegularFile(path);
    }

    /**
     * Opens the store that is there, to be read or changed; fails as {@link LocalStore#open} does.
     *
     * @throws ContentNotFoundException if there is none
     */
    public LocalStore open() throws IOException {
        if (!exists()) {
            throw ContentNotFoundException.of(
                    List.of(),
                    "there is no local store in " + path
                            + " yet; name another with option root, or oci:DIR, oci-archive:FILE or docker://REF to read those");
        }
        return LocalStore.open(path);
    }

    /** Opens a namespace of the store to write images to; what is not there yet is made, and goes again if nothing is put there. */
    public ImageDestination destination(String namespace) throws IOException {
        MadeDirectory made = MadeDirectory.at(path, LocalStore::removeIfEmpty);
        try {
            LocalStore store = LocalStore.open(path);
            Closeable both = () -> {
                try (made) {
                    store.close();
                }
            };
            try {
                return ImageDestination.owning(store.namespace(namespace).destination(), both);
            } catch (IOException | RuntimeException e) {
                store.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }
}
