package dev.drayage.containerd;

import dev.drayage.content.ContentStore;
import dev.drayage.image.ImageSource;
import dev.drayage.labels.SourceLabels;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.RepositoriesProvider;
import dev.drayage.repository.NamespaceRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.transfer.ImageNaming;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;

/**
 * {@code containerd:}, a running containerd. Its options are {@link ConnectOptions} and the namespace, without which it is
 * that of {@code CONTAINERD_NAMESPACE}, else {@code default}.
 */
public final class ContainerdPlace implements PlaceProvider, RepositoriesProvider {
    @Override
    public String scheme() {
        return "containerd";
    }

    @Override
    public String syntax() {
        return "[NAME]";
    }

    @Override
    public String imageSyntax() {
        return "NAME[@DIGEST]";
    }

    @Override
    public String description() {
        return "in a running containerd";
    }

    @Override
    public int order() {
        return 50;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public PlaceName parse(String rest) {
        return new PlaceName(scheme(), "", rest.isEmpty() ? null : rest);
    }

    /** There is one place; whether two names in it are one is not looked into. */
    @Override
    public boolean areSame(PlaceName one, PlaceName other) {
        return Objects.equals(one.image(), other.image());
    }

    @Override
    public ImageSource openSource(PlaceName name, PlaceOptions options) throws IOException {
        return Containerd.open(connecting(options), namespace(options));
    }

    @Override
    public PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        String given = name.image() == null
                ? null
                : Reference.parse(name.image()).withDefaultTag().toString();
        return PlaceDestination.of(
                Containerd.openDestination(connecting(options), namespace(options)), ImageNaming.asItStands(), given);
    }

    @Override
    public PlaceName parseServed(String rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("'" + scheme() + ":" + rest
                    + "' names an image, and a containerd is served as a whole; write " + scheme() + ":");
        }
        return parse(rest);
    }

    @SuppressWarnings("exports") // to our modules alone
    @Override
    public Repositories openRepositories(PlaceName name, PlaceOptions options, Access access) throws IOException {
        Containerd containerd = Containerd.connect(connecting(options));
        ImageNamespace namespace = containerd.namespace(namespace(options));
        NamespaceRepositories opened = access == Access.READ
                ? NamespaceRepositories.reading(namespace, containerd)
                : NamespaceRepositories.writing(namespace, InstantSource.system(), containerd);
        ContentStore content = namespace.content();
        return opened.describing(image -> SourceLabels.annotated(image.target(), image.name(), content));
    }

    private static ConnectOptions connecting(PlaceOptions options) {
        return options.get(ConnectOptions.class).orElseGet(ConnectOptions::defaults);
    }

    static String namespace(PlaceOptions options) {
        String said = Objects.requireNonNullElse(System.getenv("CONTAINERD_NAMESPACE"), "");
        return options.namespace().orElse(said.isEmpty() ? ContainerdRoot.DEFAULT_NAMESPACE : said);
    }
}
