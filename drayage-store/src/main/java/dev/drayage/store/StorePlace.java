package dev.drayage.store;

import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.RepositoriesProvider;
import dev.drayage.place.check.ContentRepair;
import dev.drayage.place.check.PlaceRepair;
import dev.drayage.repository.NamespaceRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.transfer.ImageNaming;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The local store, whose names have no scheme. Its options are {@link StoreDirectory} and the namespace, without which it
 * is {@link StoreDirectory#defaultNamespace()}.
 */
@SuppressWarnings("exports") // to our modules alone
public final class StorePlace implements PlaceProvider, RepositoriesProvider, PlaceRepair {
    /** The word for the store as a whole. */
    private static final String WHOLE = "store";

    private static final Duration SERVED_DATABASE_TIMEOUT = Duration.ofSeconds(5);

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
        LocalStore store = open(options, Access.READ);
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
        return PlaceDestination.of(destination(options), ImageNaming.asItStands(), given);
    }

    private static ImageDestination destination(PlaceOptions options) throws IOException {
        Optional<StoreUrl> url = url(options);
        return url.isPresent()
                ? url.get().destination(namespace(options))
                : directory(options).destination(namespace(options));
    }

    /** One image, or all of a namespace. What no image refers to is left to garbage collection. */
    @Override
    public RepairReport repair(
            PlaceName name, PlaceOptions options, List<ReadableContent> from, Mode mode, RepairListener told)
            throws IOException {
        try (StoredImages stored = (StoredImages) openSource(name, options);
                ImageDestination writing = mode == Mode.WRITE ? destination(options) : null) {
            String image = name.image();
            return ContentRepair.run(
                    stored.content(),
                    image == null ? stored.images() : List.of(stored.find(image)),
                    List.of(),
                    from,
                    mode,
                    told,
                    new StoreRepair(stored, writing));
        }
    }

    /** By the word {@code store}, or no word at all. */
    @Override
    public PlaceName parseServed(String rest) {
        if (!rest.isEmpty() && !rest.equals(WHOLE)) {
            throw new IllegalArgumentException("'" + rest + "' names an image of the local store, which is served as a"
                    + " whole; write " + WHOLE + " for it, oci-archive:FILE for an archive, oci:DIR for a layout or"
                    + " docker://HOST for a registry");
        }
        return new PlaceName(scheme(), "", null);
    }

    @Override
    public Repositories openRepositories(PlaceName name, PlaceOptions options, Access access) throws IOException {
        LocalStore store = serve(options, access);
        try {
            ImageNamespace namespace = store.namespace(namespace(options));
            return access == Access.READ
                    ? NamespaceRepositories.reading(namespace, store)
                    : NamespaceRepositories.writing(namespace, store.clock(), store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** A client is told soon that a database does not respond: it asks again, and others wait for the thread. */
    private static LocalStore serve(PlaceOptions options, Access access) throws IOException {
        StoreOptions impatient = StoreOptions.defaults().withDatabaseTimeout(SERVED_DATABASE_TIMEOUT);
        Optional<StoreUrl> url = url(options);
        if (url.isPresent()) {
            return url.get().open(impatient);
        }
        Path directory = directory(options).path();
        return StoreFile.isAt(directory) ? LocalStore.open(directory, impatient) : open(options, access);
    }

    private static LocalStore open(PlaceOptions options, Access access) throws IOException {
        Optional<StoreUrl> url = url(options);
        if (url.isPresent()) {
            return url.get().open();
        }
        return access == Access.READ
                ? directory(options).open()
                : LocalStore.open(directory(options).path());
    }

    private static Optional<StoreUrl> url(PlaceOptions options) {
        Optional<StoreUrl> said = options.get(StoreUrl.class);
        return said.isPresent() || options.get(StoreDirectory.class).isPresent() ? said : StoreUrl.ofUser();
    }

    private static StoreDirectory directory(PlaceOptions options) {
        return options.get(StoreDirectory.class).orElseGet(StoreDirectory::ofUser);
    }

    private static String namespace(PlaceOptions options) {
        return options.namespace().orElseGet(StoreDirectory::defaultNamespace);
    }
}
