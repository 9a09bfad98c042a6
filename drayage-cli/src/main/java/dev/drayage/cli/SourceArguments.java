package dev.drayage.cli;

import java.util.List;
import picocli.CommandLine.Parameters;

/** The sources that reading commands take. */
final class SourceArguments {
    @Parameters(
            paramLabel = "SOURCE",
            arity = "1..*",
            converter = SourceName.Converter.class,
            description =
                    "oci:DIR[:TAG|@DIGEST] or oci-archive:FILE[:TAG|@DIGEST]; without a tag or digest, every image.")
    private List<SourceName> names;

    List<SourceName> names() {
        return names;
    }
}
