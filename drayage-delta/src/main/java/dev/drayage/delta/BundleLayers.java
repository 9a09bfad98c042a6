package dev.drayage.delta;

import dev.drayage.bundle.LayerMaker;
import dev.drayage.content.ReadableContent;
import java.nio.file.Path;

/** Makes the layers that the deltas of bundles lead to. */
@SuppressWarnings("exports") // to our modules alone
public final class BundleLayers implements LayerMaker {
    /** For the ServiceLoader. */
    public BundleLayers() {}

    @Override
    public Layers layers(ReadableContent bundle, ReadableContent base, Path directory, long maxZstdWindow) {
        return new DeltaLayers(bundle, base, directory, maxZstdWindow);
    }
}
