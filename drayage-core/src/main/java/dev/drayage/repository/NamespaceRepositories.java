package dev.drayage.repository;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.StoredImage;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The images of a namespace by repository: {@code docker.io/library/alpine:3} is tag {@code 3} of
 * {@code docker.io/library/alpine}. What others do with the namespace is seen at once. Any number of these, in any number of
 * processes, may be pushed to.
 */
public final class NamespaceRepositories implements Repositories {
    private static final int PAGE = 500;

    private final ImageNamespace namespace;
    private final NamespaceRepository.Place place;
    private final RecentRoots.OfPlace recent = new RecentRoots.OfPlace();
    private final @Nullable InstantSource clock;
    private final Closeable owner;

    private NamespaceRepositories(
            ImageNamespace namespace, ImageDescription description, @Nullable InstantSource clock, Closeable owner) {
        this.namespace = namespace;
        this.place = new NamespaceRepository.Place(namespace, new LinkedDocuments(namespace.content()), description);
        this.clock = clock;
        this.owner = owner;
    }

    /**
     * Those of a namespace, to be read.
     *
     * @param owner closed with them
     */
    public static NamespaceRepositories reading(ImageNamespace namespace, Closeable owner) {
        return new NamespaceRepositories(namespace, NamespaceRepositories::described, null, owner);
    }

    /**
     * Those of a namespace, to be pushed to.
     *
     * @param clock the one that the namespace goes by
     * @param owner closed with them
     */
    public static NamespaceRepositories writing(ImageNamespace namespace, InstantSource clock, Closeable owner) {
        return new NamespaceRepositories(namespace, NamespaceRepositories::described, clock, owner);
    }

    /** Describes an image as an export of the place would list it. */
    @FunctionalInterface
    public interface ImageDescription {
        /** Its target, under its name. */
        Descriptor of(StoredImage image) throws IOException;
    }

    /** The same, with images described in this way. */
    public NamespaceRepositories describing(ImageDescription description) {
        return new NamespaceRepositories(namespace, description, clock, owner);
    }

    private static Descriptor described(StoredImage image) {
        Descriptor target = ImageNames.unnamed(image.target());
        return image.isNamed() ? ImageNames.named(target, image.name()) : target;
    }

    private NamespaceRepository repository(String name) {
        return new NamespaceRepository(place, name, recent.of(name));
    }

    @Override
    public Optional<Repository> find(String name) throws IOException {
        if (!TaggedName.isRepository(name)) {
            return Optional.empty();
        }
        NamespaceRepository repository = repository(name);
        return repository.roots().isEmpty() && !isPushedTo(name) ? Optional.empty() : Optional.of(repository);
    }

    private boolean isPushedTo(String name) throws IOException {
        return new ContentHold(namespace.leases(), name, clock == null ? InstantSource.system() : clock).isInUse();
    }

    @Override
    public List<String> names(@Nullable String after, int limit) throws IOException {
        ImageStore images = namespace.images();
        TreeSet<String> names = new TreeSet<>();
        List<StoredImage> page = images.page("", "", PAGE);
        while (!page.isEmpty()) {
            for (StoredImage image : page) {
                String name = TaggedName.of(image.name()).repository();
                // Images are in another order, so that all are looked at; no more names are kept than asked for.
                if ((after == null || name.compareTo(after) > 0) && names.add(name) && names.size() > limit) {
                    names.pollLast();
                }
            }
            page = page.size() < PAGE
                    ? List.of()
                    : images.page("", page.get(page.size() - 1).name(), PAGE);
        }
        return List.copyOf(names);
    }

    @Override
    public Optional<WritableRepository> writable(String name) throws IOException {
        TaggedName.requireRepository(name, location());
        return clock == null || !namespace.canBeChanged()
                ? Optional.empty()
                : Optional.of(new WritableNamespaceRepository(namespace, repository(name), clock));
    }

    @Override
    public String location() {
        return namespace.content().location();
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }
}
