package dev.drayage.cli;

import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceName;
import dev.drayage.server.RegistryServer;
import dev.drayage.server.ServerOptions;
import dev.drayage.server.names.ServedPlaces;
import dev.drayage.server.observe.ServiceManager;
import dev.drayage.store.LocalStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dray serve registry}. */
@Command(
        name = "registry",
        mixinStandardHelpOptions = true,
        description = {
            "Serve places as a registry that docker, podman, containerd and others pull from, until a signal ends it:"
                    + " archives that nobody unpacks, layouts, the local store, a containerd, other registries.",
            "",
            "An image is found under its full name, docker.io/library/alpine:3.20, those of Docker Hub without docker.io"
                    + " too. An image with nothing but a tag is in the repository that is called as the file or"
                    + " directory is. Of what several places have, the first is taken.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray serve registry oci-archive:bundle.tar",
            "  dray serve registry --writable --htpasswd users",
            "  dray serve registry --cache docker://docker.io --max-size 50G",
            "  dray serve registry --map 'team=oci:images' oci-archive:bundle.tar"
        })
final class ServeRegistryCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Parameters(
            paramLabel = "PLACE",
            arity = "0..*",
            description =
                    "What to serve: oci-archive:FILE, docker-archive:FILE, oci:DIR, containerd:,"
                            + " containerd-root:DIR, registry-storage:DIR, docker://HOST or docker://HOST/PREFIX; the local store without any.")
    private List<String> served = List.of();

    @Option(
            names = "--map",
            paramLabel = "PREFIX=PLACE",
            description = "Serve a place under names that begin with this; nothing else is looked at for such names.")
    private List<String> mapped = List.of();

    @Option(
            names = "--writable",
            description = "Take what is pushed, where a place can be written to: the local store, oci:DIR.")
    private boolean writable;

    @Mixin
    private CacheArguments caches;

    @Mixin
    private ListenArguments listening;

    @Mixin
    private AccessArguments access;

    /** Of the store, where registries are cached, in their order. */
    private final List<String> namespaces = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        List<String> texts = new ArrayList<>(served);
        Map<String, String> prefixes = prefixes();
        caches.requireUse();
        if (texts.isEmpty() && prefixes.isEmpty() && caches.registries().isEmpty()) {
            texts.add("");
        }
        ServiceManager services = new ServiceManager(System.getenv(), output::message);
        ServerOptions options = options(texts, prefixes, services.socket().orElse(null));
        try (LocalStore cached = caches.registries().isEmpty()
                        ? null
                        : places.store().openOrCreate().store();
                OutputStream log = listening.accessLog(output)) {
            options = cached == null ? options : caches.apply(options, cached, namespaces::add);
            return serve(texts, log == null ? options : options.withAccessLog(log), services);
        }
    }

    private ServerOptions options(
            List<String> texts, Map<String, String> prefixes, @Nullable ServerSocketChannel socket) throws IOException {
        List<PlaceName> names = new ArrayList<>();
        for (List<String> some : List.of(texts, List.copyOf(prefixes.values()), caches.registries())) {
            some.forEach(text -> names.add(name(text)));
        }
        Set<String> kept = caches.registries().isEmpty() ? Set.of() : Set.of(PlaceNames.STORE);
        places.requireUse(names, kept, Set.of());
        if (listening.limitsBlobs() && !writable) {
            throw new WrongUseException(
                    "--max-blob is for what --writable takes, and has no effect here; leave it out");
        }
        ServerOptions options =
                access.apply(listening.options(output, socket)).withPlaces(places.options(names, output));
        for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
            options = options.withMapped(prefix.getKey(), prefix.getValue());
        }
        return writable ? options.withWrites() : options;
    }

    private int serve(List<String> texts, ServerOptions options, ServiceManager services) throws IOException {
        RegistryServer server;
        try {
            server = RegistryServer.start(texts, options);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(String.valueOf(e.getMessage()));
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Ending ending = Ending.bySignal(() -> {
            services.stopping();
            server.close();
            stopped.countDown();
        });
        try (server) {
            tellReady(server, texts);
            services.ready();
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ending.complete();
        }
        return ExitCode.DONE;
    }

    private Map<String, String> prefixes() {
        Map<String, String> prefixes = new LinkedHashMap<>();
        for (String text : mapped) {
            int equals = text.indexOf('=');
            if (equals <= 0 || equals == text.length() - 1) {
                throw new WrongUseException("'" + text + "' is not PREFIX=PLACE, such as team=oci-archive:team.tar");
            }
            String prefix = requirePrefix(text.substring(0, equals));
            if (prefixes.put(prefix, text.substring(equals + 1)) != null) {
                throw new WrongUseException("the prefix " + prefix + " is mapped twice; choose one place for it");
            }
        }
        return prefixes;
    }

    /** Nobody could ask for what is below another. */
    private static String requirePrefix(String prefix) {
        try {
            return new Reference("", prefix, null, null).path();
        } catch (IllegalArgumentException e) {
            throw new WrongUseException("--map: " + e.getMessage());
        }
    }

    private static PlaceName name(String text) {
        try {
            return ServedPlaces.parse(text, PlaceNames.KINDS);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(OptionNames.translate(String.valueOf(e.getMessage())));
        }
    }

    private void tellReady(RegistryServer server, List<String> texts) {
        if (output.json()) {
            output.document(
                    event -> event.name("event").value("ready").name("url").value(server.url()));
            output.terminal().out().flush();
        } else {
            List<String> all = new ArrayList<>();
            texts.forEach(text ->
                    all.add(text.isEmpty() ? "the local store " + places.store().shown() : text));
            all.addAll(mapped);
            for (int i = 0; i < namespaces.size(); i++) {
                all.add("a cache of " + caches.registries().get(i) + " (namespace " + namespaces.get(i) + " of "
                        + places.store().shown() + ")");
            }
            output.message("serving " + String.join(", ", all) + " at " + server.url());
        }
    }
}
