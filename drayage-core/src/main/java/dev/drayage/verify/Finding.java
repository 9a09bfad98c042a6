package dev.drayage.verify;

import dev.drayage.oci.Digest;

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
