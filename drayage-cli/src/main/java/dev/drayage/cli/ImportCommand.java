package dev.drayage.cli;

import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.file.MadeDirectory;
import dev.drayage.fill.FilledContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import dev.drayage.store.LocalStore;
import dev.drayage.transfer.ImageNaming;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneId;
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

/** {@code dray import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Take the images of an archive or layout into the local store, verified; what is there already is not written again.",
            "An archive is an OCI layout or what docker save wrote, plain or compressed with gzip or zstd; its bytes tell"
                    + " which. An import that was broken off goes on when it is run again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray import image.tar.gz",
            "  docker save alpine | dray import -",
            "  dray import layout-directory --base-name registry.example/app"
        })
final class ImportCommand implements Callable<Integer> {
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

    @Parameters(
            paramLabel = "FILE",
            converter = PlaceNames.FileConverter.class,
            description = "An archive, a directory with a layout, - for an archive on standard input, or a source as"
                    + " other commands name it. :TAG or @DIGEST after it chooses one image.")
    private PlaceName from;

    @Option(names = "--name", paramLabel = "REF", description = "What the one image is to be called.")
    private @Nullable String name;

    @Option(
            names = "--verify-diff-ids",
            description =
                    "Unpack packed layers of layouts too, to see that they are what the config says. Those of Docker"
                            + " archives always are: there a layer has no other digest.")
    private boolean verifyDiffIds;

    @Option(
            names = "--base-name",
            paramLabel = "REPOSITORY",
            description =
                    "What goes before bare tags, as the archive has them: with registry.example/app, the tag v1 is"
                            + " registry.example/app:v1; default: import- and the date. Full names stay as they are, and images"
                            + " without a name go by their digest.")
    private @Nullable String baseName;

    @Override
    public Integer call() throws IOException {
        selection.requireSense();
        if (selection.preferenceIsGiven()) {
            throw new ParameterException(
                    spec.commandLine(), "--all-platforms takes every platform; leave it or --platform out");
        }
        if (name != null && baseName != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--name is the whole name of the image, and --base-name goes before a tag; give one");
        }
        places.requireUse(
                filling.with(bases.with(List.of(from))),
                Set.of(PlaceNames.STORE),
                verifyDiffIds ? Set.of(PlaceScope.ZSTD_WINDOW) : conversion.unpacking());
        ImageNaming naming = naming();
        String given = givenName();
        StoreLocation store = places.store();
        MadeDirectory made = MadeDirectory.at(store.spoolDirectory(), LocalStore::removeIfEmpty);
        Files.createDirectories(store.spoolDirectory());
        try (made;
                ImageDestination destination = store.destination()) {
            places.openArchives(
                    ArchiveReadOptions.spoolingTo(store.spoolDirectory()).withIngester(destination.ingester()));
            copyTo(PlaceDestination.of(destination, naming, given));
            return ExitCode.DONE;
        }
    }

    private void copyTo(PlaceDestination target) throws IOException {
        try (Sources sources = selection
                        .of(
                                filling.fill(
                                        bases.complete(
                                                places.open(List.of(from), output)
                                                        .requireImages(),
                                                places,
                                                output),
                                        verifyDiffIds || conversion.isGiven()
                                                ? FilledContent.Reading.VERIFIED
                                                : FilledContent.Reading.ONCE,
                                        places,
                                        output),
                                output)
                        .requireDiffIds(places.maxZstdWindow());
                ConvertedSources converted = conversion.convert(
                        sources,
                        places.store().spoolDirectory(),
                        null,
                        selection.selection().platforms().filter(),
                        places.maxZstdWindow(),
                        output);
                CopyEvents events = new CopyEvents(output, from.toString())) {
            Source source = converted.all().get(0);
            List<NamedImage> images = target.named(source.images())
                    .orElseThrow(
                            () -> new ParameterException(
                                    spec.commandLine(),
                                    "--name is for one image, but several were chosen; choose one with :TAG or @DIGEST, or give --base-name"));
            TransferOptions options = target.options()
                    .withDiffIds(verifyDiffIds ? TransferOptions.DiffIds.COMPARED : TransferOptions.DiffIds.COUNTED)
                    .withMaxZstdWindow(places.maxZstdWindow());
            TransferReport report =
                    target.copy(source.content(), images, selection.applyTo(options, source.content(), events));
            filling.tell(output);
            events.transferred(report, target.location());
        }
    }

    private ImageNaming naming() {
        if (baseName == null) {
            return ImageNaming.byDate(LocalDate.now(ZoneId.systemDefault()));
        }
        try {
            return ImageNaming.withBaseName(baseName);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--base-name: " + e.getMessage(), e);
        }
    }

    private @Nullable String givenName() {
        try {
            return name == null ? null : Reference.parse(name).withDefaultTag().toString();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--name: " + e.getMessage(), e);
        }
    }
}
