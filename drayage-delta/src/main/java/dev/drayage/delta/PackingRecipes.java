package dev.drayage.delta;

import dev.drayage.delta.packing.Packing;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a delta says of how layers were packed: the layer of type {@link DeltaFormat#PACKING_TYPE}.
 *
 * @param baseBytes bytes of the files of the old image that patches refer to
 * @param layers of each layer that is packed again, how
 */
record PackingRecipes(long baseBytes, List<LayerRecipe> layers) {
    private static final String DOCUMENT = "packing";

    /** What a layer may unpack to whatever its size, and how many times its size beyond that. */
    private static final long FREE_BYTES = 64L << 20;

    private static final int MAX_RATIO = 1100;

    /** Sums of sizes stay numbers. */
    private static final long MAX_BYTES = 1L << 50;

    PackingRecipes {
        layers = List.copyOf(layers);
    }

    /** What a layer of this size may unpack to. */
    static long maxUnpackedSize(long size) {
        return size > Long.MAX_VALUE / MAX_RATIO ? Long.MAX_VALUE : Math.max(FREE_BYTES, size * MAX_RATIO);
    }

    /** The recipe of a layer. */
    Optional<LayerRecipe> of(Digest layer) {
        return layers.stream().filter(recipe -> recipe.digest().equals(layer)).findFirst();
    }

    byte[] encode() {
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("schemaVersion").value(1);
        out.name("mediaType").value(DeltaFormat.PACKING_TYPE);
        out.name("baseBytes").value(baseBytes);
        out.name("layers").beginArray();
        for (LayerRecipe layer : layers) {
            out.beginObject().name("digest").value(layer.digest().toString());
            out.name("size").value(layer.size());
            out.name("diffId").value(layer.diffId().toString());
            out.name("unpackedSize").value(layer.unpackedSize());
            out.name("packing").value(layer.packing().id());
            out.name("header")
                    .value(Base64.getEncoder().encodeToString(layer.packing().header()));
            Descriptor correction = layer.correction();
            if (correction != null) {
                out.name("correction").value(correction.digest().toString());
                out.name("correctionSize").value(correction.size());
            }
            out.endObject();
        }
        return out.endArray().endObject().toBytes();
    }

    /** Reads what {@link #encode} wrote; keys that are not known are passed over. */
    static PackingRecipes parse(byte[] bytes) throws InvalidDocumentException {
        Fields fields = new Fields();
        JsonReader.read(bytes, DOCUMENT, Limits.defaults(), fields);
        return fields.checked();
    }

    private static long limited(JsonReader in) throws InvalidDocumentException {
        long size = in.size();
        if (size > MAX_BYTES) {
            throw in.problem("must be at most " + MAX_BYTES);
        }
        return size;
    }

    private static final class Fields implements JsonReader.Fields {
        private long version;
        private @Nullable String mediaType;
        private long baseBytes;
        private List<LayerRecipe> layers = List.of();

        @Override
        public Set<String> names() {
            return Set.of("schemaVersion", "mediaType", "baseBytes", "layers");
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "schemaVersion" -> version = in.size();
                case "mediaType" -> mediaType = in.stringOrNull();
                case "baseBytes" -> baseBytes = limited(in);
                default -> layers = in.list(LayerFields::read);
            }
        }

        PackingRecipes checked() throws InvalidDocumentException {
            if (version != 1 || !DeltaFormat.PACKING_TYPE.equals(mediaType)) {
                throw new InvalidDocumentException(
                        DOCUMENT,
                        "must be of schemaVersion 1 and mediaType " + DeltaFormat.PACKING_TYPE
                                + "; it may be of a newer dray");
            }
            Map<Digest, LayerRecipe> seen = new HashMap<>();
            for (LayerRecipe layer : layers) {
                if (seen.put(layer.digest(), layer) != null) {
                    throw new InvalidDocumentException(DOCUMENT, "has layer " + layer.digest() + " twice");
                }
            }
            return new PackingRecipes(baseBytes, layers);
        }
    }

    private static final class LayerFields implements JsonReader.Fields {
        private @Nullable Digest digest;
        private @Nullable Digest diffId;
        private @Nullable String packing;
        private byte[] header = {};
        private @Nullable Digest correction;
        private long correctionSize;
        private long size = -1;
        private long unpackedSize = -1;

        static LayerRecipe read(JsonReader in) throws InvalidDocumentException {
            LayerFields fields = new LayerFields();
            in.object(fields);
            return fields.recipe(in);
        }

        @Override
        public Set<String> names() {
            return Set.of(
                    "digest", "size", "diffId", "unpackedSize", "packing", "header", "correction", "correctionSize");
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "digest" -> digest = in.parsed(Digest::parse);
                case "size" -> size = limited(in);
                case "diffId" -> diffId = in.parsed(Digest::parse);
                case "unpackedSize" -> unpackedSize = in.size();
                case "packing" -> packing = in.string();
                case "correction" -> correction = in.parsed(Digest::parse);
                case "correctionSize" -> correctionSize = limited(in);
                default -> header = bytes(in);
            }
        }

        private static byte[] bytes(JsonReader in) throws InvalidDocumentException {
            try {
                return Base64.getDecoder().decode(in.string());
            } catch (IllegalArgumentException e) {
                throw in.problem("is not base64");
            }
        }

        private LayerRecipe recipe(JsonReader in) throws InvalidDocumentException {
            if (digest == null) {
                throw in.missing("digest");
            }
            if (diffId == null) {
                throw in.missing("diffId");
            }
            if (size < 0 || unpackedSize < 0) {
                throw in.missing(size < 0 ? "size" : "unpackedSize");
            }
            if (packing == null) {
                throw in.missing("packing");
            }
            if (unpackedSize > maxUnpackedSize(size)) {
                throw in.problem("says that layer " + digest + " of " + size + " bytes unpacks to " + unpackedSize
                        + ", which is over the limit of " + maxUnpackedSize(size));
            }
            Packing known = Packing.named(packing, header)
                    .orElseThrow(() -> in.problem("has the packing '" + packing + "', which is not known here; a newer"
                            + " dray may know it"));
            if (known.isCorrected() && header.length > 0) {
                throw in.problem("has a header for a layer whose correction has it");
            }
            if (known.isCorrected() != (correction != null)) {
                throw in.missing(known.isCorrected() ? "correction" : "packing");
            }
            Descriptor corrected =
                    correction == null ? null : Descriptor.of(DeltaFormat.CORRECTION_TYPE, correction, correctionSize);
            return new LayerRecipe(digest, size, diffId, unpackedSize, known, corrected);
        }
    }
}
