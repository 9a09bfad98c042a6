package dev.drayage.s3.access;

import java.io.IOException;
import java.util.Optional;

/** Where keys come from. */
@FunctionalInterface
public interface KeySource {

    /**
     * The keys of now, perhaps fetched.
     *
     * @return empty if there are none here, so that another place may have them; nothing is signed without any
     * @throws IOException if they should be here, and cannot be had; the message is one sentence without a secret
     */
    Optional<AccessKeys> get() throws IOException;

    /** The keys were refused as expired: the next ones have to be fetched. */
    default void forget() {
        // Keys that last have no others behind them.
    }
}
