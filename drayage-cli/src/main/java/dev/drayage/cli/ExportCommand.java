package dev.drayage.cli;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ArchiveRoot;
import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.graph.MissingContent;
import dev.drayage.graph.NonDistributable;
import dev.drayage.graph.PlatformSelection;
import dev.drayage.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code dray export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write images into one OCI archive, verified, as containerd's export lays it out.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray export oci:images:v1 -o image.tar",
            "  dray export oci:images:v1 -o - --name registry.example/app:v1 | ssh node ctr images import -",
            "  dray export docker://registry.example/app:v1 -o image.tar --referrers",
            "  dray export oci:images:v1 oci-archive:other.tar:v2 -o both.tar --platform linux/arm64"
        })
final class ExportCommand implements Callable<Integer> {
    private static final int REMOTE_THREADS = 8;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceOptions places;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "1..*",
            converter = SourceName.Converter.class,
            description = "Images to export; without a tag or digest, every image of the source.")
    private List<SourceName> names;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The archive to write; - is standard output.")
    private String file;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            converter = PlatformConverter.class,
            description = "Take only this platform of a multi-platform image, for example linux/arm/v7. Repeatable.")
    private List<Platform> platforms = new ArrayList<>();

    @Option(
            names = "--all-platforms",
            description = "Take every platform and fail if one is not wholly there. Without this and --platform, every"
                    + " platform that is wholly there is taken. With --platform, that one goes into manifest.json.")
    private boolean allPlatforms;

    @Option(
            names = "--name",
            paramLabel = "REF",
            description = "What the archive calls the image, for example registry.example/app:v1.")
    private @Nullable String imageName;

    @Option(
            names = "--missing",
            paramLabel = "fail|skip|sparse",
            defaultValue = "fail",
            converter = MissingConverter.class,
            description =
                    "When content is missing: fail with one report (default); skip, which keeps the manifest of an"
                            + " incomplete image without its layers; or sparse, which keeps all that is there.")
    private MissingContent missing;

    @Option(
            names = "--skip-non-distributable",
            description = "Leave out layers that must not be redistributed, such as Windows base layers.")
    private boolean skipNonDistributable;

    @Option(names = "--no-docker-manifest", description = "Leave out manifest.json, which docker load reads.")
    private boolean noDockerManifest;

    @Option(
            names = "--referrers",
            description = "Take along what refers to the images, and to that in turn: signatures, SBOMs, attestations.")
    private boolean referrers;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Blobs to read and write at once; default: one for each processor, more from a registry.")
    private @Nullable Integer threads;

    @Override
    public Integer call() throws IOException {
        boolean toStandardOutput = file.equals("-");
        if (toStandardOutput && output.terminal().outIsTerminal()) {
            throw new ParameterException(
                    spec.commandLine(), "an archive is not for a terminal; give a file with -o or pipe it on");
        }
        if (file.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "-o names no file; give one, or - for standard output");
        }
        if (threads != null && threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be 1 or more, not " + threads);
        }
        try (Sources sources = Sources.open(names, places).requireImages();
                ImageArchive archive = ImageArchive.plan(sources.content(), roots(sources), options())) {
            ExportEvents events = new ExportEvents(output, archive, file);
            events.planned();
            try (Progress progress = events.progress()) {
                write(archive, writing(sources).withProgress(progress), toStandardOutput);
            }
            events.written();
            return ExitCode.DONE;
        }
    }

    /** A network wants more threads, which wait for it, and what came over it once should not be lost. */
    private WriteOptions writing(Sources sources) {
        WriteOptions writing = WriteOptions.defaults();
        if (sources.areRemote()) {
            writing = writing.withParallelism(REMOTE_THREADS).withUnfinished(WriteOptions.Unfinished.KEEP);
        }
        return threads == null ? writing : writing.withParallelism(threads);
    }

    private void write(ImageArchive archive, WriteOptions writing, boolean toStandardOutput) throws IOException {
        Path path = Path.of(file);
        if (toStandardOutput) {
            archive.writeTo(output.terminal().data(), writing);
        } else if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            // A FIFO or device keeps its name: what is written there goes on to somebody else.
            try (var channel = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
                archive.writeTo(channel, writing);
            }
        } else {
            archive.writeTo(path, writing);
        }
    }

    private List<ArchiveRoot> roots(Sources sources) throws IOException {
        List<ArchiveRoot> roots = new ArrayList<>(named(sources));
        if (referrers) {
            for (Source source : sources.all()) {
                source.referrers(selection()).forEach(found -> roots.add(new ArchiveRoot(found, null)));
            }
        }
        return roots;
    }

    private List<ArchiveRoot> named(Sources sources) {
        List<ArchiveRoot> roots = new ArrayList<>();
        for (Source source : sources.all()) {
            source.images().forEach(image -> roots.add(ArchiveRoot.of(image)));
        }
        if (imageName == null) {
            return roots;
        }
        if (roots.stream().map(root -> root.descriptor().digest()).distinct().count() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--name is for one image, but " + roots.size() + " were chosen; choose one with :TAG or @DIGEST");
        }
        try {
            return List.of(ArchiveRoot.named(roots.get(0).descriptor(), imageName));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--name: " + e.getMessage(), e);
        }
    }

    private PlatformSelection selection() {
        return allPlatforms
                ? PlatformSelection.all().preferring(platforms)
                : platforms.isEmpty() ? PlatformSelection.present() : PlatformSelection.named(platforms);
    }

    private ArchiveOptions options() {
        return ArchiveOptions.defaults()
                .withPlatforms(selection())
                .withMissing(missing)
                .withNonDistributable(skipNonDistributable ? NonDistributable.SKIP : NonDistributable.INCLUDE)
                .withDockerManifest(
                        noDockerManifest ? ArchiveOptions.DockerManifest.OMIT : ArchiveOptions.DockerManifest.WRITE);
    }

    /** For picocli. */
    static final class PlatformConverter implements ITypeConverter<Platform> {
        @Override
        public Platform convert(String value) {
            try {
                return Platform.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** For picocli. */
    static final class MissingConverter implements ITypeConverter<MissingContent> {
        @Override
        public MissingContent convert(String value) {
            return switch (value) {
                case "fail" -> MissingContent.FAIL;
                case "skip" -> MissingContent.SKIP;
                case "sparse" -> MissingContent.SPARSE;
                default -> throw new TypeConversionException("'" + value + "' is not fail, skip or sparse");
            };
        }
    }
}
