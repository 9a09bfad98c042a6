package dev.drayage.verify;

import dev.drayage.content.ContentInfo;
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
