package dev.drayage.cli;

import dev.drayage.place.PlaceName;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where that is which bundles lack that are read. */
final class BaseArguments {
    @Option(
            names = "--base",
            paramLabel = "PLACE",
            converter = PlaceNames.Converter.class,
            description = "Where that is which the SOURCE lacks, if it was made with dray export --base. Repeatable.")
    private List<PlaceName> bases = new ArrayList<>();

    /** These names, and those of the bases. */
    List<PlaceName> with(List<PlaceName> names) {
        return Stream.concat(names.stream(), bases.stream()).toList();
    }

    /** Whether any are named. */
    boolean areGiven() {
        return !bases.isEmpty();
    }

    /** The sources with their bases, which are closed with them. */
    Sources complete(Sources sources, PlaceArguments places, OutputOptions output) throws IOException {
        if (bases.isEmpty()) {
            return sources;
        }
        Sources others;
        try {
            others = places.open(bases, output).requireImages();
        } catch (IOException | RuntimeException e) {
            sources.close();
            throw e;
        }
        try {
            return sources.completedBy(others);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException("--base: " + e.getMessage() + "; leave it out");
        }
    }
}
