package dev.drayage.sync;

import dev.drayage.list.LockedImage;
import dev.drayage.oci.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A name at a place that the list has not.
 *
 * @param target the name
 * @param digest what it means
 * @param locked what the lock says of it; null if no lock has it
 * @param objection why it is left all the same, in a clause; null if it is not
 */
public record ObsoleteName(
        TargetName target,
        Digest digest,
        @Nullable LockedImage locked,
        @Nullable String objection) {
    /** Why it is left; empty if it is to go. */
    public Optional<String> reason() {
        return Optional.ofNullable(objection);
    }
}
