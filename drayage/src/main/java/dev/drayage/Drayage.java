package dev.drayage;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.diff.DiffListener;
import dev.drayage.diff.DiffOptions;
import dev.drayage.diff.DiffReport;
import dev.drayage.diff.ImageDiff;
import dev.drayage.docker.ConversionOptions;
import dev.drayage.docker.DockerArchive;
import dev.drayage.docker.ImageConversion;
import dev.drayage.docker.ImageForm;
import dev.drayage.image.NamedImage;
import dev.drayage.name.WrittenNames;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceOptions.ExistingArchive;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.Places;
import dev.drayage.platform.Platform;
import dev.drayage.registry.RegistryOptions;
import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyOptions;
import dev.drayage.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies, exports, reads, compares and verifies images by name, as the command {@code dray} does. Names are
 * {@code oci:DIR[:TAG]}, {@code oci-archive:FILE[:TAG]}, {@code docker-archive:FILE[:REF]}, {@code docker://REF},
 * {@code containerd:NAME}, {@code containerd-root:DIR:NAME}, or the NAME of an image in the local store, and those of
 * whatever {@link PlaceProvider} else is there.
 *
 * <p>Immutable and thread-safe; each {@code with} gives another one. What is opened through one shares connections and
 * tokens, so that a program needs one only. Credentials, proxies and the local store are this user's unless others are
 * given.
 *
 * <p>Calls block, and end early when their thread is interrupted, in an {@link java.io.InterruptedIOException} or a
 * {@link java.nio.channels.ClosedByInterruptException}, by what they were at, or in a {@link CancellationException} when
 * {@link #withCancellation} says so; nothing half-done is left under the name of something whole. Failures are
 * {@link ContentException}s, whose kind tells what is missing from what is corrupt; a name that cannot be meant is an
 * {@link IllegalArgumentException}.
 */
public final class Drayage {
    /** Places that hold manifests of OCI's media types, for tools that look for no others. */
    private static final Set<String> OF_OCI_FORM = Set.of("oci", "oci-archive");

    private final Places places;
    private final PlaceOptions options;
    private final @Nullable Platform platform;
    private final TransferOptions.Progress listener;
    private final BooleanSupplier cancelled;

    /** With defaults everywhere. */
    public Drayage() {
        this(Places.load(), PlaceOptions.none(), null, TransferOptions.Progress.NONE, () -> false);
    }

    private Drayage(
            Places places,
            PlaceOptions options,
            @Nullable Platform platform,
            TransferOptions.Progress listener,
            BooleanSupplier cancelled) {
        this.places = places;
        this.options = options;
        this.platform = platform;
        this.listener = listener;
        this.cancelled = cancelled;
    }

    /**
     * The same with an option of places, such as {@link dev.drayage.place.PlaceOptions.ExistingArchive}, {@link RegistryOptions},
     * {@link dev.drayage.containerd.ConnectOptions}, {@link dev.drayage.store.StoreDirectory}, {@link dev.drayage.store.StoreUrl} or
     * {@link ArchiveReadOptions}.
     */
    public <T> Drayage with(Class<T> type, T option) {
        return new Drayage(places, options.with(type, option), platform, listener, cancelled);
    }

    /** The same with other credentials for registries; {@link CredentialSource#ANONYMOUS} shows none. */
    public Drayage withCredentials(CredentialSource credentials) {
        RegistryOptions registries = options.get(RegistryOptions.class).orElseGet(RegistryOptions::defaults);
        return with(RegistryOptions.class, registries.withCredentials(credentials));
    }

    /** The same with another namespace of the local store and of containerd. */
    public Drayage withNamespace(String namespace) {
        return new Drayage(places, options.withNamespace(namespace), platform, listener, cancelled);
    }

    /** The same with one platform taken of images that have several, such as {@code linux/arm64}. */
    public Drayage withPlatform(String name) {
        return new Drayage(places, options, Platform.parse(name), listener, cancelled);
    }

    /**
     * The same with somebody to tell of the bytes that are moved; called from several threads at once, often. A verification
     * tells of configs, layers and other blobs as it reads them, and does not say beforehand how many bytes those are.
     */
    public Drayage withProgress(TransferOptions.Progress other) {
        return new Drayage(places, options, platform, other, cancelled);
    }

    /**
     * The same with copies, exports and verifications that end in a {@link CancellationException} soon after
     * one of the conditions given has become true.
     *
     * @param condition asked from several threads at once, often
     */
    public Drayage withCancellation(BooleanSupplier condition) {
        BooleanSupplier earlier = cancelled;
        return new Drayage(
                places, options, platform, listener, () -> earlier.getAsBoolean() || condition.getAsBoolean());
    }

    private TransferOptions.Progress progress() {
        return new TransferOptions.Progress() {
            @Override
            public void planned(long bytes) {
                requireWanted();
                listener.planned(bytes);
            }

            @Override
            public void moved(long bytes) {
                requireWanted();
                listener.moved(bytes);
            }

            private void requireWanted() {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("cancelled by the caller");
                }
            }
        };
    }

    /**
     * Takes the name of a place apart.
     *
     * @throws IllegalArgumentException if it names none, or can only be meant as something else: a word of another tool, a
     *     path without a scheme
     */
    public PlaceName name(String text) {
        return new WrittenNames(places).parse(text);
    }

    /** Copies images from any place to any other; fails as the other does. */
    public TransferReport copy(String from, String to) throws IOException {
        return copy(name(from), name(to));
    }

    /**
     * Copies images from any place to any other, verified: the one that is named, or all of a layout or archive. What is
     * there already is not read. With {@link #withPlatform} the manifest of that platform takes the name. An archive that is
     * there already is replaced only {@linkplain dev.drayage.place.PlaceOptions.ExistingArchive if that is asked for}.
     *
     * @throws IllegalArgumentException if nothing can be copied to what is named, or both names mean the same
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if several images would get one name
     */
    public TransferReport copy(PlaceName from, PlaceName to) throws IOException {
        PlaceProvider kind = places.provider(to);
        requireDestination(from, to, kind);
        List<String> warnings = new ArrayList<>();
        ImageForm form = OF_OCI_FORM.contains(to.scheme()) ? ImageForm.OCI : null;
        try (Sources sources = taken(from, warnings);
                ImageConversion conversion = conversion(sources.all().get(0), form);
                PlaceDestination destination = kind.openDestination(to, from, options)) {
            Source source = converted(sources.all().get(0), conversion);
            List<NamedImage> images = destination
                    .named(source.images())
                    .orElseThrow(() -> new ContentException(
                            Kind.INVALID_ARGUMENT,
                            from + " holds several images, and " + to + " names one; choose one with :TAG or @DIGEST"));
            TransferOptions defaults = destination.options();
            TransferOptions moving = defaults.withProgress(progress())
                    .withMaxZstdWindow(maxZstdWindow())
                    .withParallelism(
                            Math.max(defaults.parallelism(), source.content().parallelism()));
            return told(warnings, destination.copy(source.content(), images, moving));
        }
    }

    private void requireDestination(PlaceName from, PlaceName to, PlaceProvider kind) {
        if (!kind.isWritable()) {
            throw new IllegalArgumentException(
                    to + " can be read, but nothing can be copied there; places are " + places.forms());
        }
        if (to.image() != null && to.image().startsWith("@")) {
            throw new IllegalArgumentException("a destination has no digest: the image has the one it has, in " + to);
        }
        if (from.scheme().equals(to.scheme()) && kind.areSame(from, to)) {
            throw new IllegalArgumentException("source and destination are the same, " + to + "; name another");
        }
    }

    /**
     * Writes images into one OCI archive, verified, byte for byte as containerd's export lays it out. A file of that name is
     * replaced when the archive is complete, unless {@link dev.drayage.place.PlaceOptions.ExistingArchive#REFUSE} was given. With {@link #withPlatform} it keeps the index of the image, as containerd does.
     *
     * @return what was written; all of its bytes count as moved
     * @throws AlreadyExistsException if there is such a file, and it is to stay
     */
    public TransferReport export(String from, Path file) throws IOException {
        return export(name(from), file);
    }

    /** The same for a name that was taken apart. */
    public TransferReport export(PlaceName from, Path file) throws IOException {
        boolean stays = options.get(ExistingArchive.class).orElse(ExistingArchive.REPLACE) == ExistingArchive.REFUSE;
        if (stays && Files.exists(file)) {
            throw new AlreadyExistsException(
                    file + " is there already; name another file, or give option existing to replace it");
        }
        SelectionOptions selection = SelectionOptions.defaults();
        if (platform != null) {
            selection = selection.withPlatforms(PlatformSelection.named(List.of(platform)));
        }
        try (Sources sources = open(from).requireDiffIds(maxZstdWindow());
                ImageConversion conversion = conversion(sources.all().get(0), ImageForm.OCI)) {
            Source source = converted(sources.all().get(0), conversion);
            List<NamedImage> images =
                    source.images().stream().map(NamedImage::of).toList();
            try (ImageArchive archive = ImageArchive.plan(source.content(), images, ArchiveOptions.of(selection))) {
                TransferOptions.Progress progress = progress();
                progress.planned(archive.size());
                WriteOptions writing = options.get(WriteOptions.class).orElseGet(WriteOptions::defaults);
                archive.writeTo(
                        file,
                        writing.withProgress(progress::moved)
                                .withParallelism(Math.max(
                                        writing.parallelism(), source.content().parallelism())));
                long blobs = archive.entries().stream()
                        .filter(entry -> entry.descriptor() != null)
                        .count();
                return new TransferReport(archive.images(), blobs, archive.size(), 0, archive.warnings());
            }
        }
    }

    /**
     * Opens one image to be read.
     *
     * @throws ContentException of kind {@link Kind#NOT_FOUND} if it is not there; of kind {@link Kind#INVALID_ARGUMENT} if
     *     the place holds several, and none is named
     */
    public Image open(String name) throws IOException {
        return openImage(name(name));
    }

    private Image openImage(PlaceName name) throws IOException {
        Sources sources = open(name);
        try {
            Image image = Image.of(sources, name.toString(), maxZstdWindow());
            return platform == null ? image : image.forPlatform(platform);
        } catch (IOException | RuntimeException e) {
            sources.close();
            throw e;
        }
    }

    /**
     * Verifies images: every document, the size and digest of every blob, and that each layer unpacks to the diffID of its
     * config. Of a whole layout or archive, blobs that nothing refers to are read too.
     *
     * @return everything found; bad content is never thrown
     */
    public VerifyReport verify(String name) throws IOException {
        return verify(name(name));
    }

    /** The same for a name that was taken apart. */
    public VerifyReport verify(PlaceName name) throws IOException {
        try (Sources sources = onPlatform(open(name), new ArrayList<>())) {
            Source source = sources.all().get(0);
            boolean isWhole = name.image() == null && platform == null;
            List<ContentInfo> stored = isWhole ? source.stored() : List.of();
            VerifyOptions how =
                    VerifyOptions.defaults().withMaxZstdWindow(maxZstdWindow()).withProgress(progress()::moved);
            VerifyReport report = ImageVerification.verify(source.content(), source.verified(), stored, how);
            source.distrust(report);
            return report;
        }
    }

    /**
     * Compares the images of two places: one with one, or else those of the same name. What is the same by digest is not
     * read.
     *
     * @param listener told of each difference as it is found
     * @return how many differences there are
     */
    public DiffReport diff(String before, String after, DiffListener listener) throws IOException {
        return diff(name(before), name(after), DiffOptions.defaults().withMaxZstdWindow(maxZstdWindow()), listener);
    }

    /** The same with other options, for names that were taken apart. */
    public DiffReport diff(PlaceName before, PlaceName after, DiffOptions how, DiffListener listener)
            throws IOException {
        try (Sources sources = onPlatform(open(before, after), new ArrayList<>())) {
            return ImageDiff.compare(sources.all().get(0), sources.all().get(1), how, listener);
        }
    }

    /**
     * Brings all images of a list to a place: what is there already is neither read nor sent. One that fails does not keep the
     * others. With {@link #withPlatform} the manifest of that platform takes the name. How long a registry that limits requests
     * is waited for, {@link RegistryOptions#maxWait} says.
     *
     * @return what was done, and what failed
     * @throws IllegalArgumentException if something of it cannot be meant
     * @throws IOException if the list or its lock cannot be read, or the place cannot be opened
     */
    public ListReport sync(ListSync how) throws IOException {
        return new SyncRun(places, options, platform, progress()).run(how);
    }

    private Sources open(PlaceName... names) throws IOException {
        Sources sources = Sources.open(List.of(names), places, options);
        try {
            return sources.requireImages();
        } catch (IOException | RuntimeException e) {
            sources.close();
            throw e;
        }
    }

    private Sources taken(PlaceName name, List<String> warnings) throws IOException {
        Sources sources = onPlatform(open(name), warnings);
        try {
            return sources.requireDiffIds(maxZstdWindow());
        } catch (IOException | RuntimeException e) {
            sources.close();
            throw e;
        }
    }

    private Sources onPlatform(Sources sources, List<String> warnings) throws IOException {
        return platform == null ? sources : sources.on(platform, warnings::add);
    }

    private long maxZstdWindow() {
        return options.get(ArchiveReadOptions.class)
                .orElseGet(ArchiveReadOptions::defaults)
                .limits()
                .maxZstdWindow();
    }

    /** A Docker archive holds no manifests: its images get those of this form, or Docker's. */
    private @Nullable ImageConversion conversion(Source source, @Nullable ImageForm form) throws IOException {
        if (form == null || !(source.place() instanceof DockerArchive)) {
            return null;
        }
        Path directory = options.get(ArchiveReadOptions.class)
                .orElseGet(ArchiveReadOptions::defaults)
                .directory();
        return ImageConversion.of(
                source.content(),
                source.images(),
                ConversionOptions.none(directory).withForm(form).withMaxZstdWindow(maxZstdWindow()));
    }

    private static Source converted(Source source, @Nullable ImageConversion conversion) {
        return conversion == null ? source : source.converted(conversion);
    }

    private static TransferReport told(List<String> warnings, TransferReport report) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(report.warnings());
        return new TransferReport(report.images(), report.moved(), report.movedBytes(), report.present(), all);
    }
}
