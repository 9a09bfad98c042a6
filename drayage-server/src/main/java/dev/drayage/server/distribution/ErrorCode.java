package dev.drayage.server.distribution;

/** What went wrong, as the distribution specification calls it ("Error Codes"). */
enum ErrorCode {
    BLOB_UNKNOWN,
    BLOB_UPLOAD_INVALID,
    BLOB_UPLOAD_UNKNOWN,
    DIGEST_INVALID,
    MANIFEST_BLOB_UNKNOWN,
    MANIFEST_INVALID,
    MANIFEST_UNKNOWN,
    NAME_INVALID,
    NAME_UNKNOWN,
    SIZE_INVALID,
    DENIED,
    UNSUPPORTED,
    TOOMANYREQUESTS,
    /** The specification has none for what is no fault of the client; other registries say this. */
    UNKNOWN
}
