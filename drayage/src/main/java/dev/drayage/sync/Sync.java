package dev.drayage.sync;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.list.ImageLock;
import dev.drayage.list.LockedImage;
import dev.drayage.list.WantedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.registry.PushOptions;
import dev.drayage.registry.Registry;
import dev.drayage.registry.RegistryPlace;
import dev.drayage.selection.ContentSelection;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.source.Source;
import dev.drayage.task.TaskScope;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Brings the images of a list to a place: what is there already is neither read nor sent. */
public final class Sync implements Closeable {
    private static final PlaceName FROM = new PlaceName(RegistryPlace.SCHEME, "//registry.example/any", null);

    private final ImageOrigin origin;
    private final SyncTarget target;
    private final SyncOptions options;
    private final SyncListener listener;

    private Sync(ImageOrigin origin, SyncTarget target, SyncOptions options, SyncListener listener) {
        this.origin = origin;
        this.target = target;
        this.options = options;
        this.listener = listener;
    }

    /**
     * Opens the place that images go to.
     *
     * @param kind the kind of that place
     * @param to the place as a whole
     * @param places how it is opened; a {@link Registry} among them is asked where a registry is
     */
    public static Sync open(
            ImageOrigin origin,
            PlaceProvider kind,
            PlaceName to,
            PlaceOptions places,
            NameMap names,
            SyncOptions options,
            SyncListener listener)
            throws IOException {
        return new Sync(origin, target(kind, to, places, names, false), options, listener);
    }

    /**
     * Opens a place that nothing is brought to, to be verified.
     *
     * @throws IOException if it cannot be opened, or is not there at all
     */
    public static Sync to(
            PlaceProvider kind, PlaceName place, PlaceOptions places, NameMap names, SyncListener listener)
            throws IOException {
        SyncOptions options = new SyncOptions(null, false, 1, UnaryOperator.identity());
        return new Sync(Nowhere.INSTANCE, target(kind, place, places, names, true), options, listener);
    }

    private static SyncTarget target(
            PlaceProvider kind, PlaceName to, PlaceOptions places, NameMap names, boolean isOnlyRead)
            throws IOException {
        if (!to.scheme().equals(RegistryPlace.SCHEME)) {
            return isOnlyRead
                    ? PlaceTarget.reading(kind, to, places, names, hasPaths(to))
                    : PlaceTarget.open(kind, to, places, names, hasPaths(to));
        }
        String[] parts = to.place().substring("//".length()).split("/", 2);
        return new RegistryTarget(
                places.get(Registry.class).orElseThrow(),
                parts[0],
                parts.length == 1 ? "" : parts[1],
                names,
                places.get(PushOptions.class).orElseGet(PushOptions::defaults));
    }

    /** Whether repositories there have no registry in their names, so that names are mapped to paths. */
    public static boolean hasPaths(PlaceName to) {
        return to.scheme().equals(RegistryPlace.SCHEME) || to.scheme().equals("registry-storage");
    }

    /** Whether nobody gives names there on their own: Kubernetes does for images of a containerd. */
    public static boolean isOfOneOwner(PlaceName to) {
        return !to.scheme().equals("containerd");
    }

    /**
     * Finds out what is to be done; nothing is sent. An image that is there already costs one question where it comes from,
     * none if its name has a digest, and one where it goes to.
     *
     * @param lock says what names are, whatever they mean by now; null if nothing does
     * @throws dev.drayage.content.ContentException of kind {@code INVALID_ARGUMENT} if two different images would get the
     *     same name
     */
    public SyncPlan plan(List<WantedImage> wanted, @Nullable ImageLock lock) throws IOException {
        return new Planning(origin, target, options, listener, lock).plan(wanted);
    }

    /**
     * A lock of what was planned.
     *
     * @param before what is known already: an image that is what it was is not read again; null if nothing is
     * @throws IOException if one cannot be read: a lock has all of them
     */
    public ImageLock lock(SyncPlan plan, @Nullable ImageLock before) throws IOException {
        List<LockedImage> entries = Questions.ask("dray-lock", plan.known(), image -> {
            Optional<LockedImage> known = before == null
                    ? Optional.empty()
                    : before.find(image.wanted().reference())
                            .filter(locked -> locked.digest().equals(image.digest()));
            return known.isPresent() ? known.get() : LockEntries.of(image, origin);
        });
        return ImageLock.of(options.platform(), entries);
    }

    /**
     * Whether images are there: each name, at the digest that it has in the list, with all that it is made of.
     *
     * @return what is not so, in the order of the list: of kind {@code NOT_FOUND} what is missing or another image
     */
    public List<SyncPlan.Failure> verify(List<WantedImage> wanted) throws IOException {
        return new ListVerification(target).verify(wanted);
    }

    /** What sending would take, in the order of the list. What cannot be found out is told as failed. */
    public List<SyncCost> measure(SyncPlan plan) throws IOException {
        SelectionOptions selection = options.moving().apply(target.options()).selection();
        return new CostMeasurement(target, listener, image -> blobs(image, selection)).measure(plan.toSend());
    }

    /** The blobs of an image, and of what refers to it. */
    private List<Descriptor> blobs(PlannedImage image, SelectionOptions selection) throws IOException {
        try (ImageSource source = origin.open(image.wanted().reference())) {
            List<NamedImage> images = new ArrayList<>();
            images.add(new NamedImage(source.find("@" + image.digest()), null));
            referrers(source, image).forEach(referrer -> images.add(new NamedImage(referrer, null)));
            return List.copyOf(
                    ContentSelection.of(source.content(), images, selection).blobs());
        }
    }

    /** Sends what is to be sent. One image that fails does not keep the others. */
    public SyncReport send(SyncPlan plan) throws IOException {
        Tally tally = new Tally(plan);
        try (TaskScope scope = TaskScope.open("dray-sync", options.concurrency())) {
            for (PlannedImage image : plan.toSend()) {
                scope.fork(() -> send(image, tally));
            }
            scope.join();
        }
        target.finish();
        return tally.report();
    }

    private void send(PlannedImage image, Tally tally) throws IOException {
        try {
            TransferReport report = send(image);
            target.list(report, new Listed(image, report, tally));
        } catch (IOException e) {
            failed(Planning.failure(image.wanted(), e), tally);
        } catch (UncheckedIOException e) {
            failed(Planning.failure(image.wanted(), Objects.requireNonNull(e.getCause())), tally);
        } catch (IllegalArgumentException e) {
            failed(Planning.failure(image.wanted(), e), tally);
        }
    }

    /** What is said of an image once it has its name. */
    private final class Listed implements GroupedListing.Listener {
        private final PlannedImage image;
        private final TransferReport report;
        private final Tally tally;

        Listed(PlannedImage image, TransferReport report, Tally tally) {
            this.image = image;
            this.report = report;
            this.tally = tally;
        }

        @Override
        public void listed() throws IOException {
            try {
                tally.sent(image, report);
                report.warnings().forEach(listener::warned);
                listener.sent(image, report);
            } catch (UncheckedIOException e) {
                failed(Objects.requireNonNull(e.getCause()));
            }
        }

        @Override
        public void failed(IOException failure) throws IOException {
            Sync.this.failed(Planning.failure(image.wanted(), failure), tally);
        }
    }

    private void failed(SyncPlan.Failure failure, Tally tally) {
        tally.failed(failure);
        listener.failed(failure.image(), failure.cause());
    }

    private TransferReport send(PlannedImage image) throws IOException {
        try (ImageSource source = origin.open(image.wanted().reference())) {
            Descriptor root = source.find("@" + image.digest());
            TransferOptions defaults = target.options();
            TransferOptions moving = options.moving()
                    .apply(defaults.withParallelism(
                            Math.max(defaults.parallelism(), source.content().parallelism())));
            List<Descriptor> referrers = referrers(source, image);
            if (!origin.isRegistry()) {
                return target.send(image, source.content(), root, referrers, moving);
            }
            try {
                return target.send(image, new PromisedContent(source.content()), root, referrers, moving);
            } catch (ContentNotFoundException e) {
                // Nothing is under its name yet: all that is missing is told, or left out, before more is sent.
                return target.send(image, source.content(), root, referrers, moving);
            }
        }
    }

    private List<Descriptor> referrers(ImageSource source, PlannedImage image) throws IOException {
        if (!options.referrers()) {
            return List.of();
        }
        Descriptor taken = source.find("@" + image.digest());
        Descriptor listed = image.listed().equals(image.digest()) ? taken : source.find("@" + image.listed());
        return new Source(FROM, source, List.of(taken), List.of(listed)).referrers(PlatformSelection.present());
    }

    /**
     * The names at the place that the list has not and a lock has, so that an earlier run may have sent them. What became
     * another image since then is left.
     */
    public ObsoleteNames obsolete(SyncPlan plan, ImageLock lock) throws IOException {
        requireAllKnown(plan);
        return new Removal(target).lost(plan, lock);
    }

    /** All names at the place that the list has not, whoever brought them there. */
    public ObsoleteNames obsolete(SyncPlan plan) throws IOException {
        requireAllKnown(plan);
        return new Removal(target).others(plan);
    }

    private static void requireAllKnown(SyncPlan plan) {
        if (!plan.failures().isEmpty()) {
            throw new IllegalStateException("what a list has is not known: " + plan.failures());
        }
    }

    /** Takes names away; one that fails does not keep the others. */
    public RemovalReport remove(ObsoleteNames names) throws IOException {
        return new Removal(target).remove(names);
    }

    /** The place that images go to, as messages give it. */
    public String location() {
        return target.location();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }

    /** What is only verified comes from nowhere. */
    private enum Nowhere implements ImageOrigin {
        INSTANCE;

        @Override
        public Digest look(Reference name) {
            throw new IllegalStateException("nothing is brought there");
        }

        @Override
        public ImageSource open(Reference name) {
            throw new IllegalStateException("nothing is brought there");
        }
    }
}
