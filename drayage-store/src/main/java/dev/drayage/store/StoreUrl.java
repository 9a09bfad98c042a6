package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.image.ImageDestination;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The name of a store that several machines use: an option of the places in it. It is that of its database,
 * {@code postgresql://user@host:port/database}; a password may be in it, or in {@code PGPASSWORD} or {@code ~/.pgpass}.
 *
 * @param text as it is written
 */
public record StoreUrl(String text) {

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if it is none; the message is a sentence for whoever wrote it, without the password
     */
    public StoreUrl {
        PostgresUrl.parse(text, System.getenv());
    }

    /** Whether a text is meant to be one, and not a directory. */
    public static boolean isUrl(String text) {
        return PostgresUrl.isUrl(text);
    }

    /** This user's, where {@code DRAYAGE_ROOT} is one. */
    public static Optional<StoreUrl> ofUser() {
        return Optional.ofNullable(System.getenv("DRAYAGE_ROOT"))
                .filter(StoreUrl::isUrl)
                .map(StoreUrl::new);
    }

    /**
     * Opens the store.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is none yet, and of another if it
     *     was made by a newer version of this program
     */
    public LocalStore open(StoreOptions options) throws IOException {
        return LocalStore.ofShared(file().parts(options, SharedTiming.DEFAULT, FaultPoints.NONE));
    }

    /** Opens it with the default options. */
    public LocalStore open() throws IOException {
        return open(StoreOptions.defaults());
    }

    StoreFile file() {
        return new StoreFile(Path.of("").toAbsolutePath(), text, null);
    }

    /** Opens a namespace of the store to write images to. */
    public ImageDestination destination(String namespace) throws IOException {
        LocalStore store = open();
        try {
            return ImageDestination.owning(store.namespace(namespace).destination(), store);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** For messages: without a password. */
    @Override
    public String toString() {
        return PostgresUrl.parse(text, System.getenv()).toString();
    }
}
