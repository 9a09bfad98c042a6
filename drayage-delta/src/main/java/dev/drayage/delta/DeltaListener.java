package dev.drayage.delta;

import dev.drayage.delta.DeltaReport.LayerDelta;

/** Is told how the making of a delta goes on, by one thread at a time. */
public interface DeltaListener {
    /** Tells nobody. */
    DeltaListener NONE = new DeltaListener() {};

    /** How much is to be done: bytes of the new layers, once for looking at them and once for making them again. */
    default void planned(long bytes) {}

    /** So much more of it is done. */
    default void moved(long bytes) {}

    /** A layer is done. */
    default void done(LayerDelta layer) {}
}
