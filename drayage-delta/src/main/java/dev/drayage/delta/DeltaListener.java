package dev.drayage.delta;

import dev.drayage.delta.DeltaReport.LayerDelta;

/** Is told how the making of a delta goes on, by one thread at a time. */
public interface DeltaListener {
    /** Tells nobody. */
    DeltaListener NONE = new DeltaListener() {};

    /** A layer is done. */
    default void done(LayerDelta layer) {}
}
