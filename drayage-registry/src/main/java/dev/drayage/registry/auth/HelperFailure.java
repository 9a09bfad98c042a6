package dev.drayage.registry.auth;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What went wrong while credentials were looked for in several places: it matters only if none of them has any. */
final class HelperFailure {
    private @Nullable IOException first;

    /** One place to look in. */
    @FunctionalInterface
    interface Lookup {
        Optional<Credentials> find() throws IOException;
    }

    /** What a place has; nothing if it fails. */
    Optional<Credentials> orNone(Lookup lookup) throws InterruptedIOException {
        try {
            return lookup.find();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            first = first == null ? e : first;
            return Optional.empty();
        }
    }

    void throwIfAny() throws IOException {
        if (first != null) {
            throw first;
        }
    }
}
