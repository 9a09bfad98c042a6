package dev.drayage.cli;

import dev.drayage.diff.DiffOptions;
import dev.drayage.diff.DiffOptions.Ignored;
import dev.drayage.diff.DiffOptions.View;
import dev.drayage.diff.DiffReport;
import dev.drayage.diff.ImageDiff;
import dev.drayage.place.PlaceName;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code dray diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Show what differs between two images, or between the images of two places by name: platforms, manifests,"
                    + " settings, layers, and files as they are when all layers are applied.",
            "What is the same by digest is not read, and what is read is verified. Of layers that both images have, the"
                    + " lowest are read only where those above do not say whether a file was added or changed.",
            "Exits as diff does: 0 if nothing differs, 1 if something does, 2 if it failed; and with 3 if content is"
                    + " missing, 4 if it is corrupt."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray diff oci:images:v1 oci:images:v2",
            "  dray diff docker://r.example/app:v1 containerd:app:v1 --platform linux/arm64",
            "  dray diff oci-archive:built.tar oci-archive:rebuilt.tar --ignore times,packing",
            "  dray diff oci:release-1 oci:release-2 --no-files"
        })
final class DiffCommand implements Callable<Integer> {
    private static final Set<Ignored> OF_FILES = EnumSet.of(Ignored.OWNERS, Ignored.MODES, Ignored.XATTRS);

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Mixin
    private PlatformArgument platform;

    @Parameters(
            index = "0",
            paramLabel = "BEFORE",
            converter = PlaceNames.Converter.class,
            description = "The first image; of a layout or archive, every image without a tag or digest.")
    private PlaceName before;

    @Parameters(
            index = "1",
            paramLabel = "AFTER",
            converter = PlaceNames.Converter.class,
            description = "The second image, or all of a place.")
    private PlaceName after;

    @Option(names = "--layers", description = "Show the files of each layer that differs, not those of all applied.")
    private boolean byLayer;

    @Option(names = "--no-files", description = "Compare no files: layers that differ are not read.")
    private boolean noFiles;

    @Option(
            names = "--ignore",
            paramLabel = "WHAT",
            split = ",",
            converter = IgnoredConverter.class,
            description = "What may differ: times, owners, modes and xattrs of files, the times at which images were"
                    + " made, and packing, which is compression, media types and order.")
    private List<Ignored> ignored = List.of();

    @Override
    public Integer call() throws IOException {
        if (byLayer && noFiles) {
            throw new ParameterException(
                    spec.commandLine(), "--layers shows files, and --no-files none; give one of them");
        }
        if (noFiles && ignored.stream().anyMatch(OF_FILES::contains)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--ignore owners, modes and xattrs is about files, of which --no-files compares none; leave one of"
                            + " them out");
        }
        List<PlaceName> names = List.of(before, after);
        places.requireUse(names, Set.of(), noFiles ? Set.of() : Set.of(PlaceScope.ZSTD_WINDOW));
        Set<Ignored> all = EnumSet.noneOf(Ignored.class);
        all.addAll(ignored);
        DiffOptions options = DiffOptions.defaults()
                .withIgnored(all)
                .withView(noFiles ? View.NONE : byLayer ? View.LAYERS : View.MERGED)
                .withMaxZstdWindow(places.maxZstdWindow());
        try (Sources sources = platform.of(places.open(names, output).requireImages(), output)) {
            DiffReport report = ImageDiff.compare(
                    sources.all().get(0),
                    sources.all().get(1),
                    options,
                    output.json() ? new DiffDocuments(output, byLayer) : new DiffLines(output, byLayer));
            tell(report);
            return report.isEqual() ? ExitCode.DONE : ExitCode.DIFFERENT;
        }
    }

    private void tell(DiffReport report) {
        if (output.json()) {
            output.document(json -> {
                json.name("event").value("result").name("equal").value(report.isEqual());
                json.name("same").value(report.same());
                json.name("images").value(report.images());
                json.name("fields").value(report.fields());
                json.name("layers").value(report.layers());
                json.name("added").value(report.added());
                json.name("removed").value(report.removed());
                json.name("changed").value(report.changed());
            });
        } else if (report.files() > 0) {
            output.message("files: " + report.added() + " added, " + report.removed() + " removed, " + report.changed()
                    + " changed");
        }
    }

    /** For picocli. */
    static final class IgnoredConverter implements ITypeConverter<Ignored> {
        @Override
        public Ignored convert(String value) {
            for (Ignored each : Ignored.values()) {
                if (each.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return each;
                }
            }
            throw new TypeConversionException("'" + value + "' is not one of times, owners, modes, xattrs, packing");
        }
    }
}
