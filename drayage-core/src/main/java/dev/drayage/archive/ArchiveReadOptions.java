package dev.drayage.archive;

import dev.drayage.compress.Compression;
import dev.drayage.docker.RecompressOptions;
import dev.drayage.document.Limits;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How archives are opened. Immutable.
 *
 * @param directory where what cannot be read in place is put aside
 * @param limits what an archive may hold
 * @param documents how large documents and graphs may be
 * @param form which form of archive is looked for
 * @param layers how the layers of Docker archives are to be packed, which changes digests; null to leave them as they
 *     are
 */
public record ArchiveReadOptions(
        Path directory,
        ArchiveLimits limits,
        Limits documents,
        Form form,
        @Nullable Compression layers) {

    /** Which form of archive is looked for. */
    public enum Form {
        /** Whichever it is; an OCI layout goes before a Docker archive where one tar is both, unless it lists nothing. */
        ANY,
        /** A Docker archive, though it may be an OCI layout too. */
        DOCKER
    }

    /** The usual limits. */
    public static ArchiveReadOptions spoolingTo(Path directory) {
        return new ArchiveReadOptions(directory, ArchiveLimits.defaults(), Limits.defaults(), Form.ANY, null);
    }

    /** The usual limits, and the system's directory for temporary files. */
    public static ArchiveReadOptions defaults() {
        return spoolingTo(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** The same with other limits for what an archive may hold. */
    public ArchiveReadOptions withLimits(ArchiveLimits other) {
        return new ArchiveReadOptions(directory, other, documents, form, layers);
    }

    /** The same with the layers of Docker archives packed in this way. */
    public ArchiveReadOptions withLayers(@Nullable Compression other) {
        return new ArchiveReadOptions(directory, limits, documents, form, other);
    }

    /** The same for archives of another form. */
    public ArchiveReadOptions withForm(Form other) {
        return new ArchiveReadOptions(directory, limits, documents, other, layers);
    }

    @Nullable
    RecompressOptions repacking() {
        return layers == null
                ? null
                : new RecompressOptions(layers, directory, limits.maxRatio(), limits.maxZstdWindow());
    }
}
