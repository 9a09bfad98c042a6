package dev.drayage.cli;

import dev.drayage.list.ImageLock;
import dev.drayage.list.WantedImage;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.platform.Platform;
import dev.drayage.registry.Registry;
import dev.drayage.source.Fillers;
import dev.drayage.sync.FilledOrigin;
import dev.drayage.sync.NameMap;
import dev.drayage.sync.ObsoleteNames;
import dev.drayage.sync.RegistryOrigin;
import dev.drayage.sync.RemovalReport;
import dev.drayage.sync.Sync;
import dev.drayage.sync.SyncOptions;
import dev.drayage.sync.SyncPlan;
import dev.drayage.sync.SyncReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code dray sync}. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        description = {
            "Bring all images of a list to one place, digests unchanged. What is there already is neither read nor sent,"
                    + " and what was broken off goes on where it was.",
            "Exits with 1 if an image failed; all others are brought there all the same, and each failure is told."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray sync k3s-images.txt --to docker://registry.internal/mirror",
            "  dray sync images.txt --to docker://registry.internal/mirror --dry-run",
            "  dray sync images.txt --to docker://r.internal --map docker.io/library=base",
            "  dray sync images.txt --to oci:images --lock images.lock",
            "  dray sync images.txt --to docker://r.internal --lock a.lock --update --delete",
            "  dray sync - --to containerd: --namespace k8s.io < images.txt"
        })
final class SyncCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Parameters(
            paramLabel = "LIST",
            arity = "1..*",
            description =
                    "Names of images, one a line, comments after #; or YAML of skopeo sync, hauler, Docker Compose or"
                            + " Kubernetes; or a lock. - is standard input.")
    private List<String> lists;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            required = true,
            converter = WholePlaceConverter.class,
            description = "Where to: docker://HOST or docker://HOST/PREFIX, oci:DIR, containerd:, registry-storage:DIR,"
                    + " or store for the local store.")
    private PlaceName to;

    @Mixin
    private LockArguments lock;

    @Mixin
    private DeletionArguments deletion;

    @Option(
            names = "--dry-run",
            description = "Say what would be sent, with its bytes, and what deleted, and do none of it.")
    private boolean dryRun;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            converter = SelectionArguments.PlatformConverter.class,
            description = "Take only the manifest of this platform, under the name of the image.")
    private @Nullable Platform platform;

    @Option(
            names = "--referrers",
            description = "Take along what refers to the images, and to that in turn: signatures, SBOMs, attestations.")
    private boolean referrers;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            converter = PlaceArguments.CountConverter.class,
            description = "Images to send at once; default: 8.")
    private int concurrency = 8;

    @Option(
            names = "--max-wait",
            paramLabel = "DURATION",
            converter = WaitConverter.class,
            description =
                    "How long a request may wait in all where a registry limits them, as Docker Hub does; default:"
                            + " 1h.")
    private Duration maxWait = Duration.ofHours(1);

    @Mixin
    private FillArguments filling;

    @Mixin
    private NameArguments naming;

    @Override
    public Integer call() throws IOException {
        lock.requireSense();
        deletion.requireSense(to, lock);
        NameMap names = naming.of(to);
        places.requireUse(filling.with(List.of(ListArguments.REGISTRIES)), Set.of(to.scheme()), Set.of());
        places.registries().waitUpTo(maxWait);
        PlaceOptions options = places.options(List.of(ListArguments.REGISTRIES, to), output);
        Registry client = options.get(Registry.class).orElseThrow();
        List<WantedImage> wanted = ListArguments.read(lists, client, output);
        requireReferrersOfAll(wanted);
        names.requireUse(wanted);
        Optional<ImageLock> before = lock.read();
        ImageLock inForce = lock.inForce(before, wanted, platform);
        SyncEvents events = new SyncEvents(output);
        SyncOptions how = new SyncOptions(platform, referrers, concurrency, UnaryOperator.identity());
        try (Fillers fillers = filling.open(places, output);
                Sync sync = Sync.open(
                        new FilledOrigin(new RegistryOrigin(client), fillers),
                        PlaceNames.KINDS.provider(to),
                        to,
                        options,
                        names,
                        how,
                        events)) {
            SyncPlan plan = sync.plan(wanted, inForce);
            plan.failures().forEach(failure -> events.failed(failure.image(), failure.cause()));
            ObsoleteNames obsolete = deletion.names(sync, plan, before);
            Optional<ImageLock> renewed = lock.write(sync, plan, before, obsolete, dryRun, output);
            if (dryRun) {
                events.measured(sync.location(), plan, sync.measure(plan), obsolete);
            } else {
                SyncReport report = sync.send(plan);
                filling.tell(output);
                events.done(sync.location(), report);
                delete(sync, obsolete, renewed, before, events);
            }
            return events.failures() == 0 ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    /** For picocli: a time, which may be none. */
    static final class WaitConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return WrittenDuration.parse(value)
                    .orElseThrow(() ->
                            new TypeConversionException("'" + value + "' is not a time such as 90s, 30m, 6h or 0s"));
        }
    }

    /** Last, and only if all else was done: what is not there in its new form is not to be gone in its old one. */
    private void delete(
            Sync sync,
            ObsoleteNames obsolete,
            Optional<ImageLock> renewed,
            Optional<ImageLock> before,
            SyncEvents events)
            throws IOException {
        if (!deletion.isWanted()) {
            return;
        }
        if (events.failures() > 0) {
            events.nothingDeleted();
            return;
        }
        RemovalReport report = sync.remove(obsolete);
        events.deleted(sync.location(), obsolete, report);
        lock.forget(renewed, before, obsolete, report);
    }

    /** A lock has what was chosen, not the index that it was chosen from, which is where attestations are listed. */
    private void requireReferrersOfAll(List<WantedImage> wanted) {
        boolean isChosen = platform != null || wanted.stream().anyMatch(image -> image.platform() != null);
        if (referrers && lock.isGiven() && isChosen) {
            throw new WrongUseException("--referrers with --lock is for images of all platforms, and "
                    + (platform != null ? "--platform chooses one" : "the list chooses one of some")
                    + ": later runs would not find attestations; leave one of them out");
        }
    }
}
