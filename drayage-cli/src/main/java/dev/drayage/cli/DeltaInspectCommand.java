package dev.drayage.cli;

import dev.drayage.bundle.Bundle;
import dev.drayage.delta.Delta;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.PlaceName;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dray delta inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Show what a delta leads to, which image it needs, and what it has of each layer.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray delta inspect update.delta.tar", "  dray delta inspect docker://r.example/app:v1-to-v2 --json"
        })
final class DeltaInspectCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Parameters(
            paramLabel = "DELTA",
            converter = PlaceNames.FileConverter.class,
            description = "The delta: a file, or a place that it was copied to.")
    private PlaceName delta;

    @Override
    public Integer call() throws IOException {
        places.requireUse(List.of(delta));
        try (Sources sources = places.open(List.of(delta), output)) {
            Source source = sources.all().get(0);
            List<Descriptor> bundled = Bundle.deltas(source.place());
            Delta read =
                    Delta.read(source.place(), delta.image() != null || bundled.isEmpty() ? source.images() : bundled);
            DeltaLines.inspected(read.report(), delta.toString(), output);
        }
        return ExitCode.DONE;
    }
}
