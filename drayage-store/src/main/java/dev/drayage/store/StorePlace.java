package dev.drayage.store;

import dev.drayage.file.MadeDirectory;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.image.OwnedDestination;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.transfer.ImageNaming;
import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;

/**
 * The local store, whose names have no scheme. Its options are {@link StoreDirectory} and the namespace, without which it
 * is {@link StoreDirectory#defaultNamespace()}.
 */
public final class StorePlace implements PlaceProvider {
    @Override
    public String scheme() {
        return "";
    }

    @Override
    public String syntax() {
        return "NAME";
    }

    @Override
    public String description() {
        return "in the local store";
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public PlaceName parse(String rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("the name of an image is not empty");
        }
        return new PlaceName(scheme(), "", rest);
    }

    /** There is one place; whether two names in it are one is not looked into. */
    @Override
    public boolean areSame(PlaceName one, PlaceName other) {
        return Objects.equals(one.image(), other.image());
    }

    @Override
    public ImageSource openSource(PlaceName name, PlaceOptions options) throws IOException {
        LocalStore store = directory(options).open();
        try {
            return new StoredImages(store, store.namespace(namespace(options)).source());
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        String given = name.image() == null
                ? null
                : Reference.parse(name.image()).withDefaultTag().toString();
        return PlaceDestination.of(destination(options), ImageNaming.asItStands(), given);
    }

    /** A place to write images to; what is not there yet is made. */
    private static ImageDestination destination(PlaceOptions options) throws IOException {
        StoreDirectory directory = directory(options);
        MadeDirectory made = MadeDirectory.at(directory.path(), LocalStore::removeIfEmpty);
        try {
            LocalStore store = LocalStore.open(directory.path());
            Closeable both = () -> {
                try (made) {
                    store.close();
                }
            };
            try {
                return new OwnedDestination(store.namespace(namespace(options)).destination(), both);
            } catch (IOException | RuntimeException e) {
                store.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private static StoreDirectory directory(PlaceOptions options) {
        return options.get(StoreDirectory.class).orElseGet(StoreDirectory::ofUser);
    }

    private static String namespace(PlaceOptions options) {
        return options.namespace().orElseGet(StoreDirectory::defaultNamespace);
    }
}
