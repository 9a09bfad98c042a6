package dev.drayage.cli;

import dev.drayage.compress.Compression;
import dev.drayage.transfer.ArchiveOpening;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the layers of Docker archives are packed on the way. */
final class PackingOption {
    @Option(
            names = "--compress",
            paramLabel = "gzip|zstd|none",
            converter = Converter.class,
            description =
                    "Pack the layers of a Docker archive in this way, those that are not packed so. That gives its"
                            + " images other digests; the same archive always gives the same.")
    private @Nullable Compression compression;

    /** How archives are opened, with what has to be put aside in this directory. */
    ArchiveOpening opening(Path directory) {
        return ArchiveOpening.spoolingTo(directory).withLayers(compression);
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<Compression> {
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
