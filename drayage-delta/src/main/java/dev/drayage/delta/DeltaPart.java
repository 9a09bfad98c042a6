package dev.drayage.delta;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What leads to one image manifest: an artifact of {@link DeltaFormat#ARTIFACT_TYPE}.
 *
 * @param self the artifact
 * @param source the manifest that it begins with; null if it needs none
 * @param sourceConfig the config of that manifest; null if not said
 * @param manifest the image manifest
 * @param manifestDescriptor its descriptor
 * @param config its config
 * @param platform what that says it is made for; null if it is no config of an image
 * @param layers by the digest of the layer, what leads to it
 * @param packingLayer the layer that says how layers are packed again
 * @param packing what it says
 */
record DeltaPart(
        Descriptor self,
        @Nullable Digest source,
        @Nullable Digest sourceConfig,
        Manifest manifest,
        Descriptor manifestDescriptor,
        Descriptor config,
        @Nullable Platform platform,
        Map<Digest, Descriptor> layers,
        Optional<Descriptor> packingLayer,
        PackingRecipes packing) {

    DeltaPart {
        layers = Map.copyOf(layers);
    }

    /** Reads one. */
    static DeltaPart read(Documents documents, Descriptor self) throws IOException {
        Manifest artifact = documents.manifest(self);
        Descriptor image = null;
        Descriptor config = null;
        Descriptor packing = null;
        Map<Digest, Descriptor> layers = new LinkedHashMap<>();
        Set<Digest> corrections = new HashSet<>();
        for (Descriptor layer : artifact.layers()) {
            switch (layer.annotation(DeltaFormat.CONTENT).orElse("")) {
                case DeltaFormat.IMAGE_MANIFEST -> image = layer;
                case DeltaFormat.IMAGE_CONFIG -> config = layer;
                case DeltaFormat.IMAGE_LAYER -> {
                    Optional<Digest> to = digest(self, layer.annotations(), DeltaFormat.TO);
                    if (to.isPresent()
                            && !DeltaFormat.isPatch(layer)
                            && !to.get().equals(layer.digest())) {
                        throw damaged(
                                self,
                                "its layer " + layer.digest() + " should be " + to.get() + " as it is; deltas of"
                                        + " images that were packed anew lead to other digests",
                                null);
                    }
                    if (to.isPresent() && layers.put(to.get(), layer) != null) {
                        throw damaged(self, "it has two layers that lead to " + to.get(), null);
                    }
                }
                case DeltaFormat.PACKING -> packing = layer;
                case DeltaFormat.CORRECTION -> corrections.add(layer.digest());
                default -> {
                    // Signatures, and what later versions add.
                }
            }
        }
        if (image == null || config == null) {
            throw damaged(self, "it has no " + (image == null ? "manifest" : "config") + " of the image", null);
        }
        Descriptor plain = Descriptor.of(image.mediaType(), image.digest(), image.size());
        Manifest manifest = manifest(documents, self, plain);
        Optional<Digest> target = digest(self, artifact.annotations(), DeltaFormat.TARGET);
        if (target.isPresent() && !target.get().equals(plain.digest())) {
            throw damaged(self, "it should lead to " + target.get() + ", and has the manifest " + plain.digest(), null);
        }
        if (!manifest.config().digest().equals(config.digest())) {
            throw damaged(self, "its config " + config.digest() + " is not that of its manifest", null);
        }
        PackingRecipes recipes = packing(documents, self, packing);
        for (LayerRecipe recipe : recipes.layers()) {
            if (recipe.correction() != null
                    && !corrections.contains(recipe.correction().digest())) {
                throw damaged(
                        self,
                        "it has no correction " + recipe.correction().digest() + " for its layer " + recipe.digest(),
                        null);
            }
        }
        return new DeltaPart(
                self,
                digest(self, artifact.annotations(), DeltaFormat.SOURCE).orElse(null),
                digest(self, artifact.annotations(), DeltaFormat.SOURCE_CONFIG).orElse(null),
                manifest,
                plain,
                config,
                MediaTypes.isConfig(config.mediaType())
                        ? documents.config(config).platform()
                        : null,
                layers,
                Optional.ofNullable(packing),
                recipes);
    }

    /** What a delta has is a blob wherever it is kept, a manifest included. */
    private static Manifest manifest(Documents documents, Descriptor self, Descriptor image) throws IOException {
        try {
            return Manifest.parse(documents.raw(DeltaFormat.blob(image)), image.mediaType(), documents.limits());
        } catch (InvalidDocumentException e) {
            throw damaged(self, "its manifest " + image.digest() + ": " + e.problem(), e);
        }
    }

    private static PackingRecipes packing(Documents documents, Descriptor self, @Nullable Descriptor layer)
            throws IOException {
        if (layer == null) {
            return new PackingRecipes(0, List.of());
        }
        try {
            return PackingRecipes.parse(documents.raw(layer).toByteArray());
        } catch (InvalidDocumentException e) {
            throw damaged(self, "its layer " + layer.digest() + ": " + e.problem(), e);
        }
    }

    private static Optional<Digest> digest(Descriptor self, Map<String, String> annotations, String key)
            throws ContentException {
        String text = annotations.get(key);
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Digest.parse(text));
        } catch (InvalidDigestException e) {
            throw damaged(self, "annotation " + key + ": " + e.getMessage(), e);
        }
    }

    static ContentException damaged(Descriptor self, String problem, @Nullable Throwable cause) {
        return new ContentException(
                Kind.FAILED_PRECONDITION,
                "delta " + self.digest() + " is damaged, or cannot be applied here: " + problem,
                cause);
    }

    /** How a layer is packed again that the delta does not have as it is. */
    LayerRecipe recipe(Descriptor layer) throws ContentException {
        LayerRecipe recipe = packing.of(layer.digest())
                .orElseThrow(() -> damaged(
                        self,
                        "it does not say how layer " + layer.digest()
                                + " was packed; deltas of oci-delta do not, and lead to other digests",
                        null));
        if (recipe.size() != layer.size()) {
            throw damaged(
                    self,
                    "layer " + layer.digest() + " has " + layer.size() + " bytes, and not " + recipe.size(),
                    null);
        }
        return recipe;
    }

    /** The image for messages: its digest, and for which platform it is. */
    String target() {
        return manifestDescriptor.digest() + (platform == null ? "" : " for " + platform);
    }

    /** What becomes of a layer of the image. */
    LayerMethod method(Descriptor layer) {
        Descriptor brought = layers.get(layer.digest());
        if (brought != null) {
            return DeltaFormat.isPatch(brought) ? LayerMethod.PATCHED : LayerMethod.WHOLE;
        }
        return packing.of(layer.digest()).isPresent() ? LayerMethod.REPACKED : LayerMethod.REUSED;
    }
}
