package dev.drayage.cli;

import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.source.Sources;
import dev.drayage.volume.VolumeOptions;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The sources that reading commands take. */
final class SourceArguments {
    @Parameters(
            paramLabel = "SOURCE",
            arity = "1..*",
            converter = PlaceNames.Converter.class,
            description =
                    "Images, as 'dray --help' tells how to name them; without a tag or digest, every image of a layout"
                            + " or archive.")
    private List<PlaceName> names;

    @Mixin
    private PlaceArguments places;

    @Mixin
    private PlatformArgument platform;

    /** Whether the user asked for one platform. */
    boolean platformIsGiven() {
        return platform.isGiven();
    }

    /** The largest window of zstd data to unpack, in bytes. */
    long maxZstdWindow() {
        return places.maxZstdWindow();
    }

    /** The images to read, of which there must be some. */
    Sources open(OutputOptions output) throws IOException {
        places.requireUse(names);
        return opened(names, output);
    }

    /** Some of {@link #namesToUnpack}, with their bases. */
    Sources openToUnpack(List<PlaceName> some, BaseArguments bases, OutputOptions output) throws IOException {
        return platform.of(bases.complete(places.open(some, output).requireImages(), places, output), output);
    }

    /** What was named, for a command that unpacks layers, wherever they are. */
    List<PlaceName> namesToUnpack(BaseArguments bases) {
        places.requireUse(bases.with(names), Set.of(), Set.of(PlaceScope.ZSTD_WINDOW));
        return names;
    }

    /** What was named, for a command that opens places in its own way. */
    List<PlaceName> names() {
        places.requireUse(names);
        return names;
    }

    /** How the volumes of archives are found. */
    VolumeOptions volumes(OutputOptions output) {
        return places.volumes(output);
    }

    /** How a place is opened. */
    PlaceOptions options(PlaceName name, OutputOptions output) {
        return places.options(List.of(name), output);
    }

    private Sources opened(List<PlaceName> some, OutputOptions output) throws IOException {
        return platform.of(places.open(some, output).requireImages(), output);
    }
}
