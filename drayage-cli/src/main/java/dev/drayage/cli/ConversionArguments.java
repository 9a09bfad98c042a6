package dev.drayage.cli;

import dev.drayage.compress.Compression;
import dev.drayage.docker.ConversionOptions;
import dev.drayage.docker.DockerArchive;
import dev.drayage.docker.ImageConversion;
import dev.drayage.docker.ImageForm;
import dev.drayage.oci.Descriptor;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** What images become on the way: of other media types, or with layers packed in another way. */
final class ConversionArguments {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "oci|docker",
            converter = FormConverter.class,
            description =
                    "Give the images the media types of OCI or of Docker, which gives them other digests. Without it they"
                            + " keep theirs; those of a Docker archive, which has none, get OCI's in a layout or OCI"
                            + " archive, and Docker's elsewhere.")
    private @Nullable ImageForm form;

    @Option(
            names = "--compress",
            paramLabel = "gzip|zstd|none",
            converter = CompressionConverter.class,
            description =
                    "Pack the layers in this way, those that are not packed so. That gives the images other digests; the"
                            + " same layers always give the same. With zstd they get OCI's media types.")
    private @Nullable Compression compression;

    /** Refuses {@code --format} for a place that holds no manifests. */
    void requireNoFormat(String place) {
        if (form != null) {
            throw new ParameterException(
                    spec.commandLine(), "--format does not apply to " + place + ", which holds no manifests");
        }
    }

    /** Options about unpacking that apply because layers are packed anew. */
    Set<PlaceScope> unpacking() {
        return compression == null ? Set.of() : Set.of(PlaceScope.ZSTD_WINDOW);
    }

    /** Whether something is to become another image. */
    boolean isGiven() {
        return form != null || compression != null;
    }

    /** Refuses to take along what refers to images by digests that they are about to lose. */
    void requireNoReferrers(boolean referrers) {
        if (referrers && (form != null || compression != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--referrers does not go with " + (form != null ? "--format" : "--compress")
                            + ": signatures are of digests, which change");
        }
    }

    /**
     * Converts the images of all sources.
     *
     * @param directory where layers are put aside that are packed anew
     * @param ofDockerArchives what images become that have no manifests; null for Docker's, as containerd has it
     */
    ConvertedSources convert(
            Sources sources,
            Path directory,
            @Nullable ImageForm ofDockerArchives,
            PlatformMatcher platforms,
            long maxZstdWindow,
            OutputOptions output)
            throws IOException {
        List<Source> converted = new ArrayList<>();
        List<ImageConversion> opened = new ArrayList<>();
        ConvertedSources all = new ConvertedSources(converted, opened);
        try {
            for (Source source : sources.all()) {
                boolean isDockerArchive = source.place() instanceof DockerArchive;
                ConversionOptions options = options(directory, isDockerArchive ? ofDockerArchives : null)
                        .withPlatforms(platforms)
                        .withMaxZstdWindow(maxZstdWindow);
                if (options.isNone()) {
                    converted.add(source);
                    continue;
                }
                ImageConversion conversion = ImageConversion.of(source.content(), source.images(), options);
                opened.add(conversion);
                converted.add(source.converted(conversion));
                conversion.warnings().forEach(output::message);
                if (!isDockerArchive) {
                    tell(source, conversion, output);
                }
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private ConversionOptions options(Path directory, @Nullable ImageForm otherwise) {
        try {
            return ConversionOptions.none(directory)
                    .withForm(form == null ? otherwise : form)
                    .withLayers(compression);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static void tell(Source source, ImageConversion conversion, OutputOptions output) {
        for (int i = 0; i < source.images().size(); i++) {
            Descriptor before = source.images().get(i);
            Descriptor after = conversion.images().get(i);
            if (before.digest().equals(after.digest())) {
                continue;
            }
            if (output.json()) {
                output.document(event -> {
                    event.name("event").value("converted");
                    event.name("name").value(Source.label(before));
                    event.name("from").value(before.digest().toString());
                    event.name("to").value(after.digest().toString());
                });
            } else {
                output.message(Source.label(before) + ": " + before.digest() + " becomes " + after.digest());
            }
        }
    }

    /** For picocli. */
    static final class FormConverter implements ITypeConverter<ImageForm> {
        @Override
        public ImageForm convert(String value) {
            return switch (value) {
                case "oci" -> ImageForm.OCI;
                case "docker" -> ImageForm.DOCKER;
                case "v2s2" -> throw new TypeConversionException("'v2s2' is what skopeo calls it; here it is docker");
                default -> throw new TypeConversionException("'" + value + "' is not oci or docker");
            };
        }
    }

    /** For picocli. */
    static final class CompressionConverter implements ITypeConverter<Compression> {
        @Override
        public Compression convert(String value) {
            return switch (value) {
                case "gzip" -> Compression.GZIP;
                case "zstd" -> Compression.ZSTD;
                case "none" -> Compression.NONE;
                default -> throw new TypeConversionException("'" + value + "' is not gzip, zstd or none");
            };
        }
    }
}
