package dev.drayage.cli;

import dev.drayage.fill.FilledContent;
import dev.drayage.place.PlaceName;
import dev.drayage.source.Fillers;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where that comes from which a source lacks or holds corrupt. */
final class FillArguments {
    @Option(
            names = "--fill-from",
            paramLabel = "PLACE",
            converter = PlaceNames.Converter.class,
            description =
                    "Where that comes from, verified, which the SOURCE lacks or holds corrupt, such as layers that"
                            + " a node discarded. Repeatable: places are asked in order.")
    private List<PlaceName> places = new ArrayList<>();

    private @Nullable Fillers fillers;

    /** These names, and those of the places that fill. */
    List<PlaceName> with(List<PlaceName> names) {
        return Stream.concat(names.stream(), places.stream()).toList();
    }

    /** Opens the places, if any, for images that come from elsewhere. */
    Fillers open(PlaceArguments opening, OutputOptions output) throws IOException {
        try {
            fillers = Fillers.open(places, PlaceNames.KINDS, opening.options(places, output));
            return fillers;
        } catch (IllegalArgumentException e) {
            throw new WrongUseException("--fill-from: " + e.getMessage() + "; leave it out");
        }
    }

    /** The sources, filled; what fills them is closed with them. */
    Sources fill(Sources sources, FilledContent.Reading reading, PlaceArguments opening, OutputOptions output)
            throws IOException {
        if (places.isEmpty()) {
            return sources;
        }
        try {
            fillers = Fillers.open(places, PlaceNames.KINDS, opening.options(places, output));
            return sources.filledBy(fillers, reading);
        } catch (IllegalArgumentException e) {
            sources.close();
            throw new WrongUseException("--fill-from: " + e.getMessage() + "; leave it out");
        } catch (IOException | RuntimeException e) {
            sources.close();
            throw e;
        }
    }

    /** Says how much came from where. */
    void tell(OutputOptions output) {
        if (fillers != null) {
            for (FilledContent.Filled each : fillers.filled()) {
                output.aside(each.blobs() + (each.blobs() == 1 ? " blob" : " blobs") + " came from " + each.location()
                        + ", " + ByteCount.exact(each.bytes()));
            }
        }
    }
}
