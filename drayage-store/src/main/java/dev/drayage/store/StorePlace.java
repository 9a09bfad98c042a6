package dev.drayage.store;

import dev.drayage.image.ImageSource;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.transfer.ImageNaming;
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
            ImageNamespace namespace = store.namespace(namespace(options));
            return new StoredImages(store, namespace, namespace.source());
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
        return PlaceDestination.of(directory(options).destination(namespace(options)), ImageNaming.asItStands(), given);
    }

    private static StoreDirectory directory(PlaceOptions options) {
        return options.get(StoreDirectory.class).orElseGet(StoreDirectory::ofUser);
    }

    private static String namespace(PlaceOptions options) {
        return options.namespace().orElseGet(StoreDirectory::defaultNamespace);
    }
}
