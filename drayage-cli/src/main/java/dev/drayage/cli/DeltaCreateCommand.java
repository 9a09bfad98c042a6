package dev.drayage.cli;

import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.delta.CreatedDelta;
import dev.drayage.delta.Delta;
import dev.drayage.delta.DeltaCreation;
import dev.drayage.delta.DeltaOptions;
import dev.drayage.image.NamedImage;
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

/** {@code dray delta create}. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = {
            "Make what leads from the images OLD to the images NEW: files that changed as patches of the old ones, with how"
                    + " each layer was packed, so that dray delta apply makes the very same images of it.",
            "Each layer is made again to prove it before it is written; one that cannot be made exactly is taken along as"
                    + " it is. The same images give the same delta."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray delta create oci:images:v1 oci:images:v2 -o update.delta.tar",
            "  dray delta create docker://r.example/app:v1 app:v2 -o update.delta.tar",
            "  dray delta create oci:v1 oci:v2 -o docker://r.example/app:v1-to-v2"
        })
final class DeltaCreateCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Mixin
    private TemporaryArguments temporary;

    @Parameters(
            index = "0",
            paramLabel = "OLD",
            converter = PlaceNames.Converter.class,
            description =
                    "The image that is there where the delta will be applied; of several images, each is the old one"
                            + " of the new one with its name.")
    private PlaceName old;

    @Parameters(
            index = "1",
            paramLabel = "NEW",
            converter = PlaceNames.Converter.class,
            description = "The images that the delta leads to.")
    private PlaceName target;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DELTA",
            required = true,
            converter = PlaceNames.NewFileConverter.class,
            description = "The archive to write, or another place, such as docker://HOST/NAME:TAG.")
    private PlaceName delta;

    @Option(names = "--force", description = "Replace an archive that is there already.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        CopyDestination to = new CopyDestination(delta, places, output);
        to.requireSense(force);
        places.requireUse(List.of(old, target), Set.of(delta.scheme()), Set.of(PlaceScope.ZSTD_WINDOW));
        Path directory = temporary.directory(to);
        places.openArchives(ArchiveReadOptions.spoolingTo(directory));
        try (Sources sources = places.open(List.of(old, target), output).requireImages()) {
            Source from = sources.all().get(0);
            Source of = sources.all().get(1);
            if (delta.image() != null && of.images().size() > 1) {
                throw namesOne();
            }
            try (DeltaEvents events = new DeltaEvents(output, delta.toString());
                    PlaceDestination destination = to.open(target, force);
                    CreatedDelta created = DeltaCreation.create(
                            from.place(),
                            from.images(),
                            of.content(),
                            of.images(),
                            new DeltaOptions(directory, places.maxZstdWindow(), events))) {
                events.finish();
                List<NamedImage> images = destination.named(created.images()).orElseThrow(this::namesOne);
                TransferReport report = to.copy(
                        created.content(),
                        images,
                        destination,
                        destination.options().withMaxZstdWindow(places.maxZstdWindow()));
                report.warnings().forEach(output::warning);
                DeltaLines.created(
                        Delta.read(created, created.images()).report(), destination.location(), report, output);
            }
        }
        return ExitCode.DONE;
    }

    private WrongUseException namesOne() {
        return new WrongUseException(
                target + " holds several images, and " + delta + " names one; leave out the name, or choose one image");
    }
}
