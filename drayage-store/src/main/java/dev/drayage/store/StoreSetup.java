package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes, checks and takes over stores that several machines use. They are named by their database, as {@link StoreUrl}
 * does, or by a file {@code store.toml} or the directory that it is in.
 */
public final class StoreSetup {
    private StoreSetup() {}

    /**
     * Makes a store; one that is there stays as it is.
     *
     * @return false if there is one already
     * @throws ContentException if its name does not say where blobs are to be, or these are another store's
     */
    public static boolean init(String root) throws IOException {
        return SharedStores.make(file(root), StoreOptions.defaults(), true) == SharedStores.Made.NEW;
    }

    /**
     * Brings the tables of a store up to date, for which no older version of this program may be using it.
     *
     * @return false if they are
     */
    public static boolean migrate(String root) throws IOException {
        return SharedStores.make(file(root), StoreOptions.defaults(), false) == SharedStores.Made.BROUGHT_UP_TO_DATE;
    }

    /**
     * Compares what the database says of blobs with what there is. Blobs whose bytes are missing or have another size are
     * written anew when they next come. No bytes are read.
     */
    public static StoreCheck check(String root) throws IOException {
        try (SharedParts parts =
                SharedStores.open(file(root), StoreOptions.defaults(), SharedTiming.DEFAULT, FaultPoints.NONE)) {
            return SharedCheck.run(parts);
        }
    }

    /**
     * Takes over what the distribution registry has stored in the bucket that the blobs of a store are in, without copying
     * it: blobs, repositories, tags. It can be done again, and then adds what is new. What the registry has no tag or
     * manifest for stays for a day.
     *
     * @param namespace whose images they become
     * @param bucket where they are, for a store that is made with this; that of the store otherwise
     */
    public static AdoptionReport adopt(String root, String namespace, String bucket) throws IOException {
        StoreFile file = file(root);
        StoreFile named = new StoreFile(file.base(), file.metadata(), bucket);
        SharedStores.make(named, StoreOptions.defaults(), true);
        SharedParts parts = SharedStores.open(named, StoreOptions.defaults(), SharedTiming.DEFAULT, FaultPoints.NONE);
        try (LocalStore store = LocalStore.ofShared(parts)) {
            if (!(parts.place() instanceof BucketPlace place)) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        parts.place().location()
                                + " is a directory of blobs; name the storage of a registry as s3://BUCKET/PREFIX or"
                                + " file:///DIR");
            }
            return new StoreAdoption(parts, place.bucket(), store.namespace(namespace)).run();
        }
    }

    private static StoreFile file(String root) throws IOException {
        if (StoreUrl.isUrl(root)) {
            return new StoreUrl(root).file();
        }
        Path path = Path.of(root);
        if (!StoreFile.isAt(path)) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    (Files.exists(path) ? path + " has no store.toml" : "there is no " + path)
                            + "; name a store that several machines use by that file or by postgresql://, one in a"
                            + " directory needs no more than to be used");
        }
        return StoreFile.at(path);
    }
}
