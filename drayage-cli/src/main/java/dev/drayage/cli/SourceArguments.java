package dev.drayage.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The sources that reading commands take. */
final class SourceArguments {
    @Parameters(
            paramLabel = "SOURCE",
            arity = "1..*",
            converter = SourceName.Converter.class,
            description =
                    "NAME of a stored image, oci:DIR[:TAG|@DIGEST] or oci-archive:FILE[:TAG|@DIGEST]; of these, every image"
                            + " without a tag or digest.")
    private List<SourceName> names;

    @Mixin
    private PlaceOptions places;

    Sources open() throws IOException {
        return Sources.open(names, places);
    }
}
