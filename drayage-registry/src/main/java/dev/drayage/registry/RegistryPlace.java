package dev.drayage.registry;

import dev.drayage.image.ImageSource;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.RepositoriesProvider;
import dev.drayage.repository.Repositories;
import dev.drayage.selection.NonDistributable;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.transfer.ImageNaming;
import dev.drayage.transfer.TransferOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code docker://}, repositories of registries. Its options are {@link RegistryOptions}, or a {@link Registry} that is
 * connected already, and {@link PushOptions}; what is opened with the same options shares one client.
 */
public final class RegistryPlace implements PlaceProvider, RepositoriesProvider {
    /** What its names begin with. */
    public static final String SCHEME = "docker";

    private static final String SLASHES = "//";
    private static final Pattern ADDRESS = Pattern.compile("(/+|(?i:docker|https?):/*)(.*)", Pattern.DOTALL);

    /** A network wants more threads than there are processors, for they wait for it. */
    private static final int THREADS = 8;

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String syntax() {
        return "//REF";
    }

    @Override
    public String description() {
        return "in a registry; the tag is latest without one";
    }

    @Override
    public int order() {
        return 40;
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public PlaceName parse(String rest) {
        String reference = withoutSlashes(rest);
        Reference.parse(reference);
        return new PlaceName(SCHEME, rest, null);
    }

    private static String withoutSlashes(String rest) {
        String text = SCHEME + ":" + rest;
        if (!rest.startsWith(SLASHES)) {
            throw new IllegalArgumentException("'" + text + "' lacks the two slashes; write docker://"
                    + rest.replaceFirst("^/+", "") + storedName(text));
        }
        String reference = rest.substring(SLASHES.length());
        Matcher address = ADDRESS.matcher(reference);
        if (address.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' has " + address.group(1) + " too much; write docker://" + address.group(2));
        }
        return reference;
    }

    /** {@inheritDoc} That is {@code //HOST} for a registry, {@code //HOST/PREFIX} for the repositories that begin so. */
    @Override
    public PlaceName parseServed(String rest) {
        String written = withoutSlashes(rest).replaceFirst("/$", "");
        int slash = written.indexOf('/');
        String host = slash < 0 ? written : written.substring(0, slash);
        String prefix = slash < 0 ? "" : written.substring(slash);
        if (!host.equals("localhost") && host.indexOf('.') < 0 && host.indexOf(':') < 0) {
            throw new IllegalArgumentException("'docker:" + rest + "' names no registry to be served; write"
                    + " docker://HOST or docker://HOST/PREFIX, as in docker://docker.io/library");
        }
        Reference below;
        try {
            below = Reference.parse(host + prefix + "/any/thing");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'docker:" + rest + "' is neither docker://HOST nor docker://HOST/PREFIX, which is what can be"
                            + " served of a registry, without tag or digest",
                    e);
        }
        String path = below.path().replaceFirst("/?any/thing$", "");
        return new PlaceName(SCHEME, SLASHES + below.domain() + (path.isEmpty() ? "" : "/" + path), null);
    }

    @Override
    @SuppressWarnings("exports") // to our modules alone
    public Repositories openRepositories(PlaceName name, PlaceOptions options, Access access) throws IOException {
        String[] parts = name.place().substring(SLASHES.length()).split("/", 2);
        return new RegistryRepositories(client(options), parts[0], parts.length == 1 ? "" : parts[1]);
    }

    /** An image of the local store may be called docker too. */
    private static String storedName(String text) {
        try {
            return "; a stored image of that name is " + Reference.parse(text).withDefaultTag();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The reference that a name of this kind holds. */
    public static Reference reference(PlaceName name) {
        return Reference.parse(name.place().substring(SLASHES.length()));
    }

    @Override
    public boolean areSame(PlaceName one, PlaceName other) {
        return reference(one).withDefaultTag().equals(reference(other).withDefaultTag());
    }

    @Override
    public ImageSource openSource(PlaceName name, PlaceOptions options) throws IOException {
        return client(options).repository(reference(name).withDefaultTag()).source();
    }

    /** Layers that a source of the same registry has are taken over from there. */
    @Override
    public PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        Reference reference = reference(name).withDefaultTag();
        if (reference.digest() != null) {
            throw new IllegalArgumentException(
                    "a destination has no digest: the image has the one it has; name a tag instead in " + name);
        }
        PushOptions pushing = options.get(PushOptions.class).orElseGet(PushOptions::defaults);
        if (from.scheme().equals(SCHEME) && reference(from).domain().equals(reference.domain())) {
            pushing = pushing.mountingFrom(List.of(reference(from).path()));
        }
        TransferOptions defaults = TransferOptions.defaults();
        SelectionOptions selection = defaults.selection().withNonDistributable(NonDistributable.SKIP);
        return PlaceDestination.of(
                client(options).repository(reference).destination(pushing),
                ImageNaming.asItStands(),
                reference.toString(),
                defaults.withSelection(selection).withParallelism(THREADS));
    }

    /** The client that registries are opened with by these options, which repositories share. */
    public static Registry client(PlaceOptions options) {
        Optional<Registry> connected = options.get(Registry.class);
        Optional<RegistryOptions> connecting = options.get(RegistryOptions.class);
        if (connected.isPresent() && connecting.isPresent()) {
            throw new IllegalArgumentException("a Registry that is connected has its options; give one of the two");
        }
        return connected.orElseGet(() -> options.shared(
                Registry.class, () -> Registry.connect(connecting.orElseGet(RegistryOptions::defaults))));
    }
}
