package dev.drayage.testkit.registry;

import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.Places;
import dev.drayage.server.RegistryServer;
import dev.drayage.server.ServerOptions;
import dev.drayage.server.distribution.DistributionApi;
import dev.drayage.server.distribution.DistributionOptions;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.HttpLimits;
import dev.drayage.server.names.ServedPlace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A registry in this process, over HTTP on a free port of the loopback address: in memory, empty or filled from places, with
 * faults on demand. Any client can pull from it and push to it. Thread-safe.
 *
 * <pre>{@code
 * try (InProcessRegistry registry = InProcessRegistry.start("oci-archive:image.tar")) {
 *     pull(registry.address() + "/library/alpine:3.20");
 * }
 * }</pre>
 */
public final class InProcessRegistry implements AutoCloseable {
    private final MemoryRepositories repositories;
    private final RegistryFaults faults = new RegistryFaults();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final DistributionApi api;
    private final RegistryServer server;
    private final String address;

    private InProcessRegistry(MemoryRepositories repositories) throws IOException {
        this.repositories = repositories;
        this.api = DistributionApi.over(repositories, DistributionOptions.defaults());
        Handler handler = faults.over(api);
        this.server = RegistryServer.start(
                request -> {
                    requests.add(request.method() + " " + request.path());
                    return handler.handle(request);
                },
                ServerOptions.defaults().withLimits(HttpLimits.defaults().withStopTimeout(Duration.ZERO)));
        this.address = server.address();
    }

    /**
     * Starts one that holds copies of the images of these places.
     *
     * @param places as the command names them, such as {@code oci:DIR} or {@code docker-archive:FILE}: all images that they
     *     list; those of Docker Hub are found without its name, those of another registry under the path that they have
     *     there, and those without a repository in one that is called as the file or directory is
     * @throws IllegalArgumentException if one cannot be a place
     */
    public static InProcessRegistry start(String... places) throws IOException {
        MemoryRepositories repositories = new MemoryRepositories();
        for (String place : places) {
            fill(repositories, place);
        }
        return new InProcessRegistry(repositories);
    }

    /** Starts one over these repositories. */
    public static InProcessRegistry of(MemoryRepositories repositories) throws IOException {
        return new InProcessRegistry(repositories);
    }

    private static void fill(MemoryRepositories repositories, String place) throws IOException {
        Places places = Places.load();
        PlaceName name = places.parse(place);
        try (ImageSource source = places.provider(name).openSource(name, PlaceOptions.none())) {
            for (Descriptor image : source.images()) {
                Optional<Reference> reference =
                        Optional.ofNullable(NamedImage.of(image).name()).map(Reference::parse);
                String tag = reference
                        .map(Reference::tag)
                        .or(() -> image.annotation(ImageAnnotations.REF_NAME).filter(bare -> reference.isEmpty()))
                        .orElse("");
                repositories.holding(
                        reference.map(Reference::path).orElse(ServedPlace.bareName(fileName(name))),
                        tag,
                        source.content(),
                        image);
            }
        }
    }

    private static String fileName(PlaceName name) {
        return name.place().substring(name.place().lastIndexOf('/') + 1);
    }

    /** Host and port, as references name them: {@code localhost:40123}. */
    public String address() {
        return address;
    }

    /** Scheme, host and port, without a slash at its end. */
    public String url() {
        return "http://" + address;
    }

    /** What it holds, to be looked at, added to and damaged. */
    public MemoryRepositories repositories() {
        return repositories;
    }

    /** What goes wrong. */
    public RegistryFaults faults() {
        return faults;
    }

    /** What was asked so far, in order: method and path, such as {@code GET /v2/}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Forgets what was asked. */
    public void forgetRequests() {
        requests.clear();
    }

    @Override
    public void close() throws IOException {
        try (api) {
            server.close();
        }
    }
}
