package dev.drayage.s3.client;

import dev.drayage.content.ContentException;
import org.jspecify.annotations.Nullable;

/**
 * An S3 service did not do what it was asked for. That an object is not there is said by {@link
 * dev.drayage.content.ContentNotFoundException} alone: this is never of kind {@code NOT_FOUND}, for a bucket that is
 * missing or must not be seen is not an empty one.
 */
public final class S3Exception extends ContentException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    S3Exception(Kind kind, String message, int status, String code, @Nullable Throwable cause) {
        super(kind, message, cause);
        this.status = status;
        this.code = code;
    }

    /** The status code of the response; 0 if there was none. */
    public int status() {
        return status;
    }

    /** What the service calls it, such as {@code AccessDenied}; empty if it does not say. */
    public String code() {
        return code;
    }
}
