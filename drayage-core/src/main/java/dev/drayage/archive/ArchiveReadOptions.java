package dev.drayage.archive;

import dev.drayage.compress.Compression;
import dev.drayage.content.ContentIngester;
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
 * @param ingester where an archive that streams past goes: its large blobs are written into ingests there as they come, to
 *     be committed by whoever copies them there, and are aborted when the archive is closed if nobody did; null to put all
 *     of it aside
 */
public record ArchiveReadOptions(
        Path directory,
        ArchiveLimits limits,
        Limits documents,
        Form form,
        @Nullable Compression layers,
        @Nullable ContentIngester ingester) {

    /** Which form of archive is looked for. */
    public enum Form {
        /** Whichever it is; an OCI layout goes before a Docker archive where one tar is both, unless it lists nothing. */
        ANY,
        /** A Docker archive, though it may be an OCI layout too. */
        DOCKER
    }

    /** The usual limits. */
    public static ArchiveReadOptions spoolingTo(Path directory) {
        return new ArchiveReadOptions(directory, ArchiveLimits.defaults(), Limits.defaults(), Form.ANY, null, null);
    }

    /** The usual limits, and the system's directory for temporary files. */
    public static ArchiveReadOptions defaults() {
        return spoolingTo(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** The same with other limits for what an archive may hold. */
    public ArchiveReadOptions withLimits(ArchiveLimits other) {
        return new ArchiveReadOptions(directory, other, documents, form, layers, ingester);
    }

    /** The same with the layers of Docker archives packed in this way. */
    public ArchiveReadOptions withLayers(@Nullable Compression other) {
        return new ArchiveReadOptions(directory, limits, documents, form, other, ingester);
    }

    /** The same for archives of another form. */
    public ArchiveReadOptions withForm(Form other) {
        return new ArchiveReadOptions(directory, limits, documents, other, layers, ingester);
    }

    /** The same for an archive that is copied to a place of which this is the ingester. */
    public ArchiveReadOptions withIngester(@Nullable ContentIngester other) {
        return new ArchiveReadOptions(directory, limits, documents, form, layers, other);
    }

    @Nullable
    RecompressOptions repacking() {
        return layers == null
                ? null
                : new RecompressOptions(layers, directory, limits.maxRatio(), limits.maxZstdWindow());
    }
}
