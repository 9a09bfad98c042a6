package dev.drayage.cli;

import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageSummary;
import dev.drayage.metadata.StoredImage;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.PlaceName;
import dev.drayage.platform.Platform;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray ls}. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List the images of the local store, or of any other place; with -q their names only.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray ls",
            "  dray ls --filter name~=alpine --filter 'labels.\"env\"==prod'",
            "  dray ls oci:images",
            "  dray ls oci-archive:image.tar --json",
            "  dray ls -q containerd:",
            "  dray ls containerd: --namespace k8s.io"
        })
final class LsCommand implements Callable<Integer> {
    /** As many as an image for all the usual processors has. */
    private static final int SHOWN_PLATFORMS = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Mixin
    private PlatformArgument platform;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "0..*",
            description =
                    "Where to look, as 'dray --help' tells: a place, or an image of it; none for all that is in the"
                            + " local store.")
    private List<String> sources = new ArrayList<>();

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            description = "Of the stored images, those that match, as containerd writes it: name~=alpine,"
                    + " labels.\"key\"==value, target.digest==sha256:...; conditions with commas between them must all"
                    + " hold. Repeatable: an image is listed if any filter matches.")
    private List<String> filters = new ArrayList<>();

    @Option(names = "--digests", description = "Print whole digests, not their beginning.")
    private boolean digests;

    @Override
    public Integer call() throws IOException {
        if (sources.isEmpty() && platform.isGiven()) {
            throw new ParameterException(spec.commandLine(), "--platform is for a SOURCE; name an image or a place");
        }
        if (sources.isEmpty()) {
            listStored();
        } else if (filters.isEmpty()) {
            listSources(PlaceNames.parse(spec, sources));
        } else {
            throw new ParameterException(spec.commandLine(), "--filter is for stored images, without a SOURCE");
        }
        return ExitCode.DONE;
    }

    private void listStored() throws IOException {
        places.requireUseOfStore();
        Table table = new Table("IMAGE", "DIGEST", "TYPE", "UPDATED");
        for (StoredImage image :
                places.store().list(namespace -> namespace.images().list(filters))) {
            if (printsNames()) {
                printName(image.name(), image.target());
                continue;
            }
            if (output.json()) {
                output.document(json -> StoredImageFields.write(json, image));
                continue;
            }
            table.row(
                    image.name(),
                    digest(image.target()),
                    image.target().kind(),
                    image.updated().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        if (!printsNames()) {
            output.table(table);
        }
    }

    private boolean printsNames() {
        return output.quiet() && !output.json();
    }

    private void printName(String name, Descriptor image) {
        output.line(digests ? name + "  " + image.digest() : name);
    }

    private void listSources(List<PlaceName> names) throws IOException {
        places.requireUse(names);
        try (Sources sources = platform.of(places.open(names, output), output)) {
            Table table = new Table("IMAGE", "DIGEST", "TYPE", "SIZE", "PLATFORMS");
            for (Source source : sources.all()) {
                Documents documents = new Documents(source.content());
                // One image may have any number of names.
                Map<Descriptor, ImageSummary> known = new HashMap<>();
                for (Descriptor image : source.images()) {
                    if (printsNames()) {
                        printName(Source.label(image), image);
                        continue;
                    }
                    Descriptor unnamed = ImageNames.unnamed(image);
                    ImageSummary summary = known.get(unnamed);
                    if (summary == null) {
                        summary = ImageSummary.of(source.content(), documents, image);
                        known.put(unnamed, summary);
                    }
                    list(table, summary.of(image));
                }
            }
            if (!printsNames()) {
                output.table(table);
            }
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
                digest(image),
                image.kind(),
                ByteCount.rounded(summary.size()) + note(summary),
                platforms(summary.platforms()));
    }

    /** The first few, and how many more there are. */
    private static String platforms(Collection<Platform> all) {
        if (all.isEmpty()) {
            return "-";
        }
        String shown =
                all.stream().limit(SHOWN_PLATFORMS).map(Platform::toString).collect(Collectors.joining(", "));
        return all.size() <= SHOWN_PLATFORMS ? shown : shown + " and " + (all.size() - SHOWN_PLATFORMS) + " more";
    }

    private String digest(Descriptor image) {
        return digests ? image.digest().toString() : image.digest().shortForm();
    }

    private static String note(ImageSummary summary) {
        String missing = summary.missing() == 0 ? "" : " (" + summary.missing() + " missing)";
        String based = summary.elsewhere() == 0 ? "" : " (" + summary.elsewhere() + " in a base)";
        return missing + based + (summary.problems().isEmpty() ? "" : " (broken)");
    }
}
