package dev.drayage.cli;

import dev.drayage.content.ReadableContent;
import dev.drayage.platform.Platform;
import dev.drayage.selection.MissingContent;
import dev.drayage.selection.NonDistributable;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.source.Sources;
import dev.drayage.transfer.TransferOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** What is taken of images, and by how many threads. */
final class SelectionArguments {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** What takes the name of an image of which one platform is taken, if the user does not say. */
    enum OnePlatform {
        /** Its manifest. */
        MANIFEST,
        /** The index, without the other platforms. */
        SPARSE_INDEX
    }

    private final OnePlatform onePlatform;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            converter = PlatformConverter.class,
            description =
                    "Take only this platform of a multi-platform image, for example linux/arm/v7; an image of other"
                            + " platforms is refused. Repeatable where the index is kept.")
    private List<Platform> platforms = new ArrayList<>();

    @Option(
            names = "--sparse-index",
            description = "With --platform, keep the index though other platforms are left out, as containerd does: so"
                    + " does export. An index that lacks something goes to a registry with this only.")
    private boolean sparseIndex;

    @Option(
            names = "--no-sparse-index",
            description = "With --platform, put the manifest of the platform under the name: so do copy and import.")
    private boolean noSparseIndex;

    @Option(
            names = "--all-platforms",
            description = "Take every platform and fail if one is not wholly there. Without this and --platform, every"
                    + " platform that is wholly there is taken. With --platform, that one goes into manifest.json.")
    private boolean allPlatforms;

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

    @Option(
            names = "--include-non-distributable",
            description = "Take such layers to a registry too, which are left out there otherwise.")
    private boolean includeNonDistributable;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Blobs to read and write at once; default: one for each processor, more from a registry.")
    private @Nullable Integer threads;

    SelectionArguments(OnePlatform onePlatform) {
        this.onePlatform = onePlatform;
    }

    /** Whether the user wants an index that lacks something, wherever it goes. */
    boolean sparseIndexIsGiven() {
        return sparseIndex;
    }

    /** Whether platforms were named that only say which is preferred. */
    boolean preferenceIsGiven() {
        return allPlatforms && !platforms.isEmpty();
    }

    /** The platforms that were named. */
    List<Platform> platforms() {
        return platforms;
    }

    /** Whether platforms were named. */
    boolean platformIsGiven() {
        return !platforms.isEmpty();
    }

    /** Refuses options that contradict each other. */
    void requireSense() {
        requireThreads();
        if (sparseIndex && noSparseIndex) {
            throw new ParameterException(
                    spec.commandLine(), "--sparse-index and --no-sparse-index contradict each other");
        }
        if (allPlatforms && (sparseIndex || noSparseIndex)) {
            throw new ParameterException(
                    spec.commandLine(), "--all-platforms takes everything, so that no index is sparse; leave one out");
        }
        if (skipNonDistributable && includeNonDistributable) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--skip-non-distributable and --include-non-distributable contradict each other");
        }
        if (noSparseIndex && platforms.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--no-sparse-index needs --platform, which says whose manifest takes the name");
        }
    }

    /** Refuses to leave layers out where images are only taken whole. */
    void requireNoSkippedLayers(String place) {
        if (skipNonDistributable) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--skip-non-distributable does not apply to " + place
                            + ", which holds images with all their layers");
        }
    }

    /** The sources with the images that are to be taken. */
    Sources of(Sources sources, OutputOptions output) throws IOException {
        return takesManifest() ? sources.on(platforms.get(0), output::warning) : sources;
    }

    private boolean takesManifest() {
        boolean keepsIndex = sparseIndex || (onePlatform == OnePlatform.SPARSE_INDEX && !noSparseIndex);
        if (platforms.isEmpty() || allPlatforms || keepsIndex) {
            return false;
        }
        if (platforms.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--platform is given " + platforms.size() + " times, but only one manifest can have the name; give"
                            + " one, or keep the index with --sparse-index");
        }
        return true;
    }

    /** What is taken. */
    SelectionOptions selection() {
        return selection(NonDistributable.INCLUDE);
    }

    /** What is taken, with layers that must not be redistributed as the destination has it if the user does not say. */
    SelectionOptions selection(NonDistributable otherwise) {
        NonDistributable foreign = includeNonDistributable ? NonDistributable.INCLUDE : otherwise;
        PlatformSelection selection = allPlatforms
                ? PlatformSelection.all().preferring(platforms)
                // A manifest that was chosen already is a demand by itself.
                : platforms.isEmpty() || takesManifest()
                        ? PlatformSelection.present()
                        : PlatformSelection.named(platforms);
        return SelectionOptions.defaults()
                .withPlatforms(selection)
                .withMissing(missing)
                .withNonDistributable(skipNonDistributable ? NonDistributable.SKIP : foreign);
    }

    private void requireThreads() {
        if (threads != null && threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be 1 or more, not " + threads);
        }
    }

    /** The number of threads asked for, or else {@code otherwise}, or more where a network is waited for. */
    int threads(int otherwise, ReadableContent source) {
        requireThreads();
        return threads == null ? Math.max(otherwise, source.parallelism()) : threads;
    }

    /** How images are moved, where {@code defaults} are what suits the destination. */
    TransferOptions applyTo(TransferOptions defaults, ReadableContent source, TransferOptions.Progress progress) {
        return defaults.withSelection(selection(defaults.selection().nonDistributable()))
                .withParallelism(threads(defaults.parallelism(), source))
                .withProgress(progress);
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
