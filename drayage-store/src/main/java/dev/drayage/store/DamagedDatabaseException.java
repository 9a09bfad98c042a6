package dev.drayage.store;

import dev.drayage.content.ContentException;
import org.jspecify.annotations.Nullable;

/** The database is not what it was written as: it can be neither read nor trusted. */
final class DamagedDatabaseException extends ContentException {
    private static final long serialVersionUID = 1L;

    DamagedDatabaseException(String message, @Nullable Throwable cause) {
        super(Kind.FAILED_PRECONDITION, message, cause);
    }
}
