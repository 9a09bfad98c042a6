package dev.drayage.delta;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a delta is to lead to a layer, once that was proven.
 *
 * @param layer the layer
 * @param diffId what it unpacks to; null if that is not said
 * @param method how
 * @param patch what the delta has for it; null unless it is patched
 * @param recipe how it is packed again; null unless it is
 * @param paths the old files that the patch refers to
 */
record NewLayer(
        Descriptor layer,
        @Nullable Digest diffId,
        LayerMethod method,
        @Nullable Descriptor patch,
        @Nullable LayerRecipe recipe,
        Set<String> paths) {
    static NewLayer of(Descriptor layer, @Nullable Digest diffId, LayerMethod method) {
        return new NewLayer(layer, diffId, method, null, null, Set.of());
    }

    DeltaReport.LayerDelta report() {
        long bytes = method == LayerMethod.WHOLE ? layer.size() : patch == null ? 0 : patch.size();
        return new DeltaReport.LayerDelta(
                layer, method, bytes, recipe == null ? null : recipe.packing().description());
    }
}
