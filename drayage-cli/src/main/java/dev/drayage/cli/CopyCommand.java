package dev.drayage.cli;

import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.docker.ImageForm;
import dev.drayage.fill.FilledContent;
import dev.drayage.image.NamedImage;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.files.ArchiveOutput;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import dev.drayage.sync.NameMap;
import dev.drayage.sync.PlaceOrigin;
import dev.drayage.sync.Sync;
import dev.drayage.sync.SyncOptions;
import dev.drayage.sync.SyncPlan;
import dev.drayage.sync.SyncReport;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray copy}. */
@Command(
        name = "copy",
        mixinStandardHelpOptions = true,
        description = {
            "Copy images from any place to any other, verified; what is there already is not read.",
            "Digests stay as they are, unless --compress is given or the images go into a docker-archive, which holds no"
                    + " manifests."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray copy docker-archive:saved.tar oci:images",
            "  dray copy oci:images:v1 docker-archive:app.tar:registry.example/app:v1",
            "  dray copy oci-archive:image.tar.gz:v1 registry.example/app:v1",
            "  dray copy oci-archive:image.tar.gz:v1 docker://registry.example/app:v1",
            "  dray copy docker://r.example/app:v1 docker://mirror.example/app:v1 --referrers",
            "  dray copy oci-archive:image.tar.gz containerd: --namespace k8s.io",
            "  dray copy oci-archive:bundle.tar docker://registry.internal/mirror --prefix",
            "  dray copy docker://r.example/app:v2 app:v2 --delta-from app:v1",
            "  dray copy docker://r.example/app:v1 oci:images:v1 --platform linux/arm64"
        })
final class CopyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Mixin
    private SelectionArguments selection = new SelectionArguments(SelectionArguments.OnePlatform.MANIFEST);

    @Mixin
    private ConversionArguments conversion;

    @Mixin
    private BaseArguments bases;

    @Mixin
    private FillArguments filling;

    @Mixin
    private DeltaArguments deltas;

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            converter = PlaceNames.Converter.class,
            description = "Images to copy; of a layout or archive, every image without a tag or digest.")
    private PlaceName from;

    @Parameters(
            index = "1",
            paramLabel = "DESTINATION",
            converter = PlaceNames.Converter.class,
            description = "Where to: " + CommandHelp.DESTINATIONS + ".")
    private PlaceName to;

    @Option(
            names = "--referrers",
            description = "Take along what refers to the images, and to that in turn: signatures, SBOMs, attestations.")
    private boolean referrers;

    @Option(
            names = "--force",
            description = "Replace an archive that is there already; without it, nothing is written then.")
    private boolean force;

    @Option(
            names = "--prefix",
            description = "Copy all images, each under its own name: below DESTINATION in a registry, which --map and"
                    + " --scoped say too. What is there is not sent; one that fails does not keep the others.")
    private boolean prefix;

    @Mixin
    private NameArguments naming;

    @Override
    public Integer call() throws IOException {
        CopyDestination destination = new CopyDestination(to, places, output);
        destination.requireSense(force);
        if (isSame()) {
            throw new ParameterException(
                    spec.commandLine(), "source and destination are the same, " + to + "; name another");
        }
        selection.requireSense();
        requireUsefulPlatforms();
        if (isForMany()) {
            requireMany();
        }
        if (selection.sparseIndexIsGiven()) {
            places.registries().allowSparseIndexes();
        }
        if (to.scheme().equals(PlaceNames.DOCKER_ARCHIVE)) {
            selection.requireNoSkippedLayers(to.toString());
        }
        conversion.requireNoReferrers(referrers);
        deltas.requireSense(conversion.isGiven());
        places.requireUse(
                deltas.with(filling.with(bases.with(List.of(from)))), Set.of(to.scheme()), conversion.unpacking());
        if (to.scheme().equals(PlaceNames.DOCKER_ARCHIVE)) {
            conversion.requireNoFormat(to.toString());
        }
        places.openArchives(ArchiveReadOptions.spoolingTo(destination.spoolDirectory()));
        try (Sources sources = selection
                        .of(
                                filled(bases.complete(
                                        places.open(List.of(from), output).requireImages(), places, output)),
                                output)
                        .requireDiffIds(places.maxZstdWindow());
                ConvertedSources converted = conversion.convert(
                        sources,
                        destination.spoolDirectory(),
                        formOfDockerArchives(),
                        selection.selection().platforms().filter(),
                        places.maxZstdWindow(),
                        output);
                DeltaArguments.Opened opened = deltas.open(
                        converted.all().get(0),
                        selection.selection().platforms().filter(),
                        destination.spoolDirectory(),
                        places,
                        output)) {
            int code = isForMany() ? copyAll(opened.source()) : copy(opened.source());
            opened.tell(output);
            return code;
        }
    }

    private int copy(Source source) throws IOException {
        try (PlaceDestination target = new CopyDestination(to, places, output).open(from, force);
                CopyEvents events = new CopyEvents(output, to.toString())) {
            List<NamedImage> images = target.named(source.images())
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            from + " holds several images, and " + to
                                    + " names one; choose one with :TAG or @DIGEST, or copy all with --prefix"));
            copy(source, withReferrers(images, source), target, events);
            return ExitCode.DONE;
        }
    }

    private boolean isForMany() {
        return prefix || naming.areGiven();
    }

    private void requireMany() {
        if (isToArchive()) {
            throw new WrongUseException(
                    "--prefix, --map and --scoped are for places that images are added to one by one, and " + to
                            + " is written as a whole; leave them out");
        }
        if (referrers && selection.platformIsGiven()) {
            throw new WrongUseException("--referrers with --platform is for one image; copy it alone, without --prefix,"
                    + " --map and --scoped");
        }
        naming.of(WholePlaceConverter.whole(to.toString()));
    }

    private int copyAll(Source source) throws IOException {
        PlaceName whole = WholePlaceConverter.whole(to.toString());
        SyncEvents events = new SyncEvents(output);
        SyncOptions how = new SyncOptions(
                null,
                referrers,
                1,
                options -> selection.applyTo(
                        options.withMaxZstdWindow(places.maxZstdWindow()),
                        source.content(),
                        TransferOptions.Progress.NONE));
        PlaceOrigin origin = origin(source);
        NameMap names = naming.of(whole);
        names.requireUse(origin.wanted());
        try (Sync sync = Sync.open(
                origin,
                PlaceNames.KINDS.provider(whole),
                whole,
                places.options(List.of(whole), output),
                names,
                how,
                events)) {
            SyncPlan plan = sync.plan(origin.wanted(), null);
            plan.failures().forEach(failure -> events.failed(failure.image(), failure.cause()));
            SyncReport report = sync.send(plan);
            filling.tell(output);
            events.done(sync.location(), report);
            return events.failures() == 0 ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private PlaceOrigin origin(Source source) throws IOException {
        PlaceOrigin origin = new PlaceOrigin(source);
        if (origin.wanted().isEmpty()) {
            throw new WrongUseException(from + " lists no images, but only what refers to some; nothing was copied");
        }
        if (origin.referring() > 0 && !referrers) {
            output.warning((origin.referring() == 1
                            ? "1 entry of " + from + " only refers to images, as signatures do, and is"
                            : origin.referring() + " entries of " + from + " only refer to images, as signatures"
                                    + " do, and are")
                    + " left behind; --referrers takes along what refers to the images");
        }
        return origin;
    }

    /** What is piped on cannot be taken back, and what is converted is read by others than those who would read it again. */
    private Sources filled(Sources sources) throws IOException {
        boolean isOnce = !conversion.isGiven()
                && !to.scheme().equals(PlaceNames.DOCKER_ARCHIVE)
                && !(isToArchive() && new ArchiveOutput(to.place()).isStream());
        return filling.fill(
                sources, isOnce ? FilledContent.Reading.ONCE : FilledContent.Reading.VERIFIED, places, output);
    }

    private boolean isSame() {
        return from.scheme().equals(to.scheme())
                && PlaceNames.KINDS.provider(to).areSame(from, to);
    }

    private void copy(Source source, List<NamedImage> images, PlaceDestination target, CopyEvents events)
            throws IOException {
        TransferOptions options = target.options().withMaxZstdWindow(places.maxZstdWindow());
        CopyDestination place = new CopyDestination(to, places, output);
        TransferReport report =
                place.copy(source.content(), images, target, selection.applyTo(options, source.content(), events));
        filling.tell(output);
        events.done(report, place, target);
    }

    /** What containerd makes of them, except where tools look for OCI's media types alone. */
    private @Nullable ImageForm formOfDockerArchives() {
        return to.scheme().equals(PlaceNames.LAYOUT) || to.scheme().equals(PlaceNames.ARCHIVE) ? ImageForm.OCI : null;
    }

    private boolean isToArchive() {
        return PlaceNames.isArchive(to);
    }

    private void requireUsefulPlatforms() {
        if (selection.preferenceIsGiven() && !isToArchive()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--platform beside --all-platforms says which platform goes into manifest.json, which " + to
                            + " has none of; leave one of them out");
        }
        if (selection.sparseIndexIsGiven() && to.scheme().equals(PlaceNames.DOCKER_ARCHIVE)) {
            throw new ParameterException(
                    spec.commandLine(), "--sparse-index does not apply to " + to + ", which holds no index");
        }
    }

    /** What refers to an image goes along without a name. */
    private List<NamedImage> withReferrers(List<NamedImage> images, Source source) throws IOException {
        if (!referrers) {
            return images;
        }
        List<NamedImage> all = new ArrayList<>(images);
        source.referrers(selection.selection().platforms()).forEach(found -> all.add(new NamedImage(found, null)));
        return all;
    }
}
