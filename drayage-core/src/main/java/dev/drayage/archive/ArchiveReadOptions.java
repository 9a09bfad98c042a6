package dev.drayage.archive;

import dev.drayage.compress.Compression;
import dev.drayage.docker.DockerArchive;
import dev.drayage.docker.RecompressOptions;
import dev.drayage.json.JsonLimits;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How archives are opened. Immutable.
 *
 * @param directory where what cannot be read in place is put aside
 * @param limits what an archive may hold
 * @param spool how much is put aside
 * @param json limits for documents
 * @param maxNames the most names of a Docker archive that are listed together, 1 or more
 * @param layers how the layers of Docker archives are to be packed, which changes digests; null to leave them as they
 *     are
 */
public record ArchiveReadOptions(
        Path directory,
        ArchiveLimits limits,
        SpoolLimits spool,
        JsonLimits json,
        int maxNames,
        @Nullable Compression layers) {

    /**
     * Checks the number of names.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public ArchiveReadOptions {
        if (maxNames < 1) {
            throw new IllegalArgumentException("the most names must be 1 or more, found " + maxNames);
        }
    }

    /** The usual limits. */
    public static ArchiveReadOptions spoolingTo(Path directory) {
        return new ArchiveReadOptions(
                directory,
                ArchiveLimits.defaults(),
                SpoolLimits.defaults(),
                JsonLimits.defaults(),
                DockerArchive.DEFAULT_MAX_NAMES,
                null);
    }

    /** The usual limits, and the system's directory for temporary files. */
    public static ArchiveReadOptions defaults() {
        return spoolingTo(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** The same with other limits for what is put aside. */
    public ArchiveReadOptions withSpoolLimits(SpoolLimits other) {
        return new ArchiveReadOptions(directory, limits, other, json, maxNames, layers);
    }

    /** The same with other limits for what an archive may hold. */
    public ArchiveReadOptions withLimits(ArchiveLimits other) {
        return new ArchiveReadOptions(directory, other, spool, json, maxNames, layers);
    }

    /** The same with another limit for the names of a Docker archive. */
    public ArchiveReadOptions withMaxNames(int other) {
        return new ArchiveReadOptions(directory, limits, spool, json, other, layers);
    }

    /** The same with the layers of Docker archives packed in this way. */
    public ArchiveReadOptions withLayers(@Nullable Compression other) {
        return new ArchiveReadOptions(directory, limits, spool, json, maxNames, other);
    }

    @Nullable
    RecompressOptions repacking() {
        return layers == null
                ? null
                : new RecompressOptions(layers, directory, spool.maxRatio(), spool.maxZstdWindow());
    }
}
