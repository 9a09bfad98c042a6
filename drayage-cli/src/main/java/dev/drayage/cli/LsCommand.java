package dev.drayage.cli;

import dev.drayage.graph.Documents;
import dev.drayage.graph.GraphLimits;
import dev.drayage.graph.ImageSummary;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.JsonLimits;
import dev.drayage.oci.Platform;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dray ls}. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List the images of a layout or archive.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray ls oci:images", "  dray ls oci-archive:image.tar --json"})
final class LsCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private SourceArguments arguments;

    @Option(names = "--digests", description = "Print whole digests, not their beginning.")
    private boolean digests;

    @Override
    public Integer call() throws IOException {
        try (Sources sources = arguments.open()) {
            Table table = new Table("IMAGE", "DIGEST", "TYPE", "SIZE", "PLATFORMS");
            for (Source source : sources.all()) {
                Documents documents = new Documents(source.content(), JsonLimits.defaults());
                for (Descriptor image : source.images()) {
                    list(table, ImageSummary.of(source.content(), documents, GraphLimits.defaults(), image));
                }
            }
            if (!output.json()) {
                table.lines().forEach(output::line);
            }
            return ExitCode.DONE;
        }
    }

    private void list(Table table, ImageSummary summary) {
        Descriptor image = summary.descriptor();
        if (output.json()) {
            output.document(fields -> ImageFields.write(fields, summary));
            return;
        }
        table.row(
                Source.label(image),
                digests ? image.digest().toString() : image.digest().shortForm(),
                image.kind(),
                ByteCount.rounded(summary.size()) + note(summary),
                summary.platforms().isEmpty()
                        ? "-"
                        : summary.platforms().stream().map(Platform::toString).collect(Collectors.joining(", ")));
    }

    private static String note(ImageSummary summary) {
        String missing = summary.missing() == 0 ? "" : " (" + summary.missing() + " missing)";
        return summary.problems().isEmpty() ? missing : missing + " (broken)";
    }
}
