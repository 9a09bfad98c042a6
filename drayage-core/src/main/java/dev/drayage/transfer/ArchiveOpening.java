package dev.drayage.transfer;

import dev.drayage.archive.ArchiveLimits;
import dev.drayage.oci.JsonLimits;
import java.nio.file.Path;

/**
 * How archives are opened. Immutable.
 *
 * @param directory where what cannot be read in place is put aside
 * @param limits what an archive may hold
 * @param spool how much is put aside
 * @param json limits for documents
 */
public record ArchiveOpening(Path directory, ArchiveLimits limits, SpoolLimits spool, JsonLimits json) {

    /** The usual limits. */
    public static ArchiveOpening spoolingTo(Path directory) {
        return new ArchiveOpening(directory, ArchiveLimits.defaults(), SpoolLimits.defaults(), JsonLimits.defaults());
    }

    /** The usual limits, and the system's directory for temporary files. */
    public static ArchiveOpening defaults() {
        return spoolingTo(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** The same with other limits for what is put aside. */
    public ArchiveOpening withSpoolLimits(SpoolLimits other) {
        return new ArchiveOpening(directory, limits, other, json);
    }

    /** The same with other limits for what an archive may hold. */
    public ArchiveOpening withLimits(ArchiveLimits other) {
        return new ArchiveOpening(directory, other, spool, json);
    }
}
