package dev.drayage.cli;

import dev.drayage.oci.Descriptor;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dray digest}. */
@Command(
        name = "digest",
        mixinStandardHelpOptions = true,
        description = {
            "Print the digest of what a name means now: of the index of an image for several platforms, else of its"
                    + " manifest.",
            "With --platform it is that of the platform's manifest."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray digest docker://registry.example/app:v1",
            "  dray digest docker://registry.example/app:v1 --platform linux/arm64",
            "  dray digest oci:images:v1"
        })
final class DigestCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private SourceArguments arguments;

    @Override
    public Integer call() throws IOException {
        try (Sources sources = arguments.open(output)) {
            for (Source source : sources.all()) {
                print(source, only(source));
            }
            return ExitCode.DONE;
        }
    }

    /** A place without the name of an image in it means one image only if it holds no other. */
    private static Descriptor only(Source source) {
        long different =
                source.images().stream().map(Descriptor::digest).distinct().count();
        if (different > 1) {
            throw new WrongUseException(source.name() + " holds " + different
                    + " images; choose one with :TAG or @DIGEST, or list them all with dray ls --digests");
        }
        return source.images().get(0);
    }

    private void print(Source source, Descriptor image) {
        if (output.json()) {
            output.document(json -> {
                json.name("source").value(source.name().toString());
                ImageFields.descriptor(json, image);
            });
        } else {
            output.line(image.digest().toString());
        }
    }
}
