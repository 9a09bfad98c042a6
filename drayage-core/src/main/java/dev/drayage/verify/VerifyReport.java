package dev.drayage.verify;

import dev.drayage.content.ContentInfo;
import dev.drayage.oci.Digest;
import java.util.List;

/**
 * What verification found, in an order that depends on the content alone.
 *
 * @param findings everything found
 * @param blobs how many distinct blobs were read and have the size and digest they should
 * @param bytes how many bytes they have
 * @param diffIds how many diffIDs that configs name were compared with what the layers unpack to
 * @param unreferenced blobs that no image names; they were read too
 */
public record VerifyReport(
        List<Finding> findings, long blobs, long bytes, long diffIds, List<ContentInfo> unreferenced) {
    /**
     * Something that verification found.
     *
     * @param kind what kind of thing
     * @param digest the content it is about
     * @param message one sentence that names the content and says what is wrong or worth knowing
     */
    public record Finding(Kind kind, Digest digest, String message) {

        /** How bad a finding is. */
        public enum Kind {
            /** Content that is named but not there. */
            MISSING,
            /** Content that is not what its digest, size, media type or config say. */
            CORRUPT,
            /** Content that may be sound, but could not be read whole within the limits. */
            UNCHECKED,
            /** Nothing wrong, but worth knowing. */
            NOTE
        }
    }

    /** True if everything was checked, and nothing is missing or corrupt. */
    public boolean isSound() {
        return findings.stream().allMatch(finding -> finding.kind() == Finding.Kind.NOTE);
    }

    /** True if something is not what it claims to be. */
    public boolean isCorrupt() {
        return has(Finding.Kind.CORRUPT);
    }

    /** True if there is a finding of this kind. */
    public boolean has(Finding.Kind kind) {
        return findings.stream().anyMatch(finding -> finding.kind() == kind);
    }
}
