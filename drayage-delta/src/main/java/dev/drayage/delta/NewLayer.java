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
 * @param reason why the delta has it as it is; null unless it has
 */
record NewLayer(
        Descriptor layer,
        @Nullable Digest diffId,
        LayerMethod method,
        @Nullable Descriptor patch,
        @Nullable LayerRecipe recipe,
        Set<String> paths,
        @Nullable String reason) {
    static NewLayer reused(Descriptor layer, @Nullable Digest diffId) {
        return new NewLayer(layer, diffId, LayerMethod.REUSED, null, null, Set.of(), null);
    }

    static NewLayer whole(Descriptor layer, @Nullable Digest diffId, String reason) {
        return new NewLayer(layer, diffId, LayerMethod.WHOLE, null, null, Set.of(), reason);
    }

    DeltaReport.LayerDelta report() {
        long bytes = method == LayerMethod.WHOLE ? layer.size() : patch == null ? 0 : patch.size();
        if (recipe != null && recipe.correction() != null) {
            bytes += recipe.correction().size();
        }
        return new DeltaReport.LayerDelta(
                layer, method, bytes, recipe == null ? null : recipe.packing().description(), reason);
    }
}
