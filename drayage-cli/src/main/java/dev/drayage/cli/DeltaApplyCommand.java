package dev.drayage.cli;

import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.delta.Delta;
import dev.drayage.delta.UpdatedImages;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dray delta apply}. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = {
            "Make the images that a delta leads to, and copy them to a place; each digest is what it was.",
            "What DESTINATION has already is not made again. Nothing is visible there before all of it is verified."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray delta apply oci:images update.delta.tar oci:images:v2",
            "  dray delta apply docker://r.local/app u.delta.tar docker://r.local/app:v2",
            "  dray delta apply app:v1 update.delta.tar app:v2"
        })
final class DeltaApplyCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Mixin
    private TemporaryArguments temporary;

    @Parameters(
            index = "0",
            paramLabel = "BASE",
            converter = PlaceNames.Converter.class,
            description = "The place that has the image which the delta begins with.")
    private PlaceName base;

    @Parameters(
            index = "1",
            paramLabel = "DELTA",
            converter = PlaceNames.FileConverter.class,
            description = "The delta: a file, or a place that it was copied to.")
    private PlaceName delta;

    @Parameters(
            index = "2",
            paramLabel = "DESTINATION",
            converter = PlaceNames.Converter.class,
            description = "Where to: " + CommandHelp.DESTINATIONS + ".")
    private PlaceName to;

    @Option(names = "--force", description = "Replace an archive that is there already.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        CopyDestination target = new CopyDestination(to, places, output);
        target.requireSense(force);
        places.requireUse(List.of(base, delta), Set.of(to.scheme()), Set.of(PlaceScope.ZSTD_WINDOW));
        Path directory = temporary.directory(target);
        places.openArchives(ArchiveReadOptions.spoolingTo(directory));
        try (Sources sources = places.open(List.of(delta), output);
                ImageSource begin =
                        PlaceNames.KINDS.provider(base).openSource(base, places.options(List.of(base), output))) {
            Source artifacts = sources.all().get(0);
            Delta read = Delta.read(artifacts.place(), artifacts.images());
            List<Descriptor> named = base.image() == null ? List.of() : List.of(begin.find(base.image()));
            try (PlaceDestination destination = target.open(base, force);
                    UpdatedImages images = UpdatedImages.of(
                            read, begin, named, destination.present(), directory, places.maxZstdWindow());
                    CopyEvents events = new CopyEvents(output, to.toString())) {
                List<NamedImage> updated = destination
                        .named(images.images())
                        .orElseThrow(() -> new WrongUseException(
                                delta + " leads to several images, and " + to + " names one; leave out the name"));
                TransferReport report = target.copy(
                        images.content(),
                        updated,
                        destination,
                        destination
                                .options()
                                .withMaxZstdWindow(places.maxZstdWindow())
                                .withProgress(events));
                events.done(report, target, destination);
            }
        }
        return ExitCode.DONE;
    }
}
