package dev.drayage.docker;

import dev.drayage.compress.Compression;
import dev.drayage.compress.codec.ZstdWindow;
import dev.drayage.document.Limits;
import dev.drayage.platform.PlatformMatcher;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What images are to become. Immutable; start from {@link #none}.
 *
 * @param form whose media types they are to have; null for those they have
 * @param layers how their layers are to be packed, as none, gzip or zstd; null for as they are
 * @param platforms which images of an index are converted; the others stay as they are
 * @param directory where packed layers are put aside
 * @param maxRatio how many times its size a layer may unpack to, 1 or more; the first GiB is free
 * @param maxZstdWindow the largest window of zstd data to be unpacked, in bytes, 1 KiB to 2 GiB
 * @param parallelism layers packed at once, 1 or more
 * @param limits how large documents and graphs may be
 */
public record ConversionOptions(
        @Nullable ImageForm form,
        @Nullable Compression layers,
        PlatformMatcher platforms,
        Path directory,
        int maxRatio,
        long maxZstdWindow,
        int parallelism,
        Limits limits) {

    /** Checks that the values go together. */
    public ConversionOptions {
        if (form == ImageForm.DOCKER && layers == Compression.ZSTD) {
            throw new IllegalArgumentException(
                    "layers in zstd have OCI's media types only; convert to OCI, or to gzip");
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be 1 or more: " + parallelism);
        }
    }

    /** Nothing is converted, on no platform; layers would be put aside in this directory. */
    public static ConversionOptions none(Path directory) {
        return new ConversionOptions(
                null,
                null,
                PlatformMatcher.all(),
                directory,
                200,
                ZstdWindow.DEFAULT_BYTES,
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                Limits.defaults());
    }

    /** These options with another form. */
    public ConversionOptions withForm(@Nullable ImageForm other) {
        return new ConversionOptions(other, layers, platforms, directory, maxRatio, maxZstdWindow, parallelism, limits);
    }

    /** These options with layers packed in another way. */
    public ConversionOptions withLayers(@Nullable Compression other) {
        return new ConversionOptions(form, other, platforms, directory, maxRatio, maxZstdWindow, parallelism, limits);
    }

    /** These options with other platforms. */
    public ConversionOptions withPlatforms(PlatformMatcher other) {
        return new ConversionOptions(form, layers, other, directory, maxRatio, maxZstdWindow, parallelism, limits);
    }

    /** These options with another limit for zstd windows. */
    public ConversionOptions withMaxZstdWindow(long other) {
        return new ConversionOptions(form, layers, platforms, directory, maxRatio, other, parallelism, limits);
    }

    /** Whether anything is to be converted. */
    public boolean isNone() {
        return form == null && layers == null;
    }
}
