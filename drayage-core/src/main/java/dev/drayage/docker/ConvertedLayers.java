package dev.drayage.docker;

import com.github.luben.zstd.ZstdIOException;
import dev.drayage.compress.Compression;
import dev.drayage.compress.codec.ZstdWindowException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.copy.VerifiedStream;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.TaskScope;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The layers of images, packed as they should be, each once however many images share it. */
final class ConvertedLayers implements Closeable {
    /** Notes on where the parts of a layer lie, which hold for the bytes that they were written of alone. */
    private static final List<String> NOTES_ON_BYTES =
            List.of("io.github.containers.zstd-chunked.", "containerd.io/snapshot/", "io.containers.estargz.");

    private final ReadableContent source;
    private final ConversionOptions options;
    private final ConvertedContent content;
    private final @Nullable LayerRecompression repacking;
    private final Map<Digest, Packed> packed = new ConcurrentHashMap<>();

    ConvertedLayers(ReadableContent source, ConversionOptions options, ConvertedContent content) {
        this.source = source;
        this.options = options;
        this.content = content;
        Compression wanted = options.layers();
        this.repacking = wanted == null
                ? null
                : new LayerRecompression(
                        new RecompressOptions(wanted, options.directory(), options.maxRatio(), options.maxZstdWindow()),
                        source.location());
    }

    /**
     * A layer as it is given out.
     *
     * @param descriptor its type, digest and size
     * @param diffId what it was seen to unpack to; null if nobody looked
     */
    private record Packed(Descriptor descriptor, @Nullable Digest diffId) {}

    /** The layers of a manifest, in order, with the media type that their bytes have; several are packed at once. */
    List<Descriptor> pack(Descriptor image, Manifest manifest, Documents documents) throws IOException {
        Map<Digest, Descriptor> distinct = new LinkedHashMap<>();
        manifest.layers().forEach(layer -> distinct.putIfAbsent(layer.digest(), layer));
        try (TaskScope scope = TaskScope.open("dray-pack", options.parallelism())) {
            for (Descriptor layer : distinct.values()) {
                if (!packed.containsKey(layer.digest())) {
                    scope.fork(() -> packed.put(layer.digest(), pack(layer)));
                }
            }
            scope.join();
        }
        requireDiffIds(image, manifest, documents);
        List<Descriptor> layers = new ArrayList<>();
        for (Descriptor layer : manifest.layers()) {
            Descriptor now = Objects.requireNonNull(packed.get(layer.digest())).descriptor();
            boolean isSame = now.digest().equals(layer.digest());
            layers.add(
                    !isSame
                            ? now.withAnnotations(lasting(layer.annotations()))
                            : now.mediaType().equals(layer.mediaType()) ? layer : layer.withMediaType(now.mediaType()));
        }
        return layers;
    }

    private static SortedMap<String, String> lasting(Map<String, String> annotations) {
        SortedMap<String, String> lasting = new TreeMap<>(annotations);
        lasting.keySet().removeIf(key -> NOTES_ON_BYTES.stream().anyMatch(key::startsWith));
        return lasting;
    }

    private Packed pack(Descriptor layer) throws IOException {
        if (!isPlainLayer(layer.mediaType())) {
            return new Packed(layer, null);
        }
        try (Blob blob = source.withEmbedded().open(layer)) {
            Verification.requireSize(layer, blob.size(), source.location());
            Compression found = Compression.of(blob);
            if (!found.isReadable()) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        name(layer) + " is compressed with " + found.words()
                                + ", which no media type of a layer stands for");
            }
            if (repacking == null || !repacking.isNeeded(found)) {
                return new Packed(typed(layer, found), null);
            }
            return repack(layer, blob, found);
        } catch (ContentNotFoundException e) {
            return new Packed(layer, null); // whoever takes the image is told
        }
    }

    private Packed repack(Descriptor layer, Blob blob, Compression found) throws IOException {
        LayerRecompression packer = Objects.requireNonNull(repacking);
        VerifiedStream stored = new VerifiedStream(blob, new Verification(layer, source.location()));
        LayerRecompression.Repacked result;
        try {
            result = packer.repack(layer.digest().toString(), stored, blob.size(), found);
        } catch (ZstdWindowException e) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, name(layer) + " cannot be unpacked as zstd: " + e.getMessage(), e);
        } catch (EOFException | ZipException | ZstdIOException e) {
            stored.finish(); // stored bytes that are wrong are the cause, and told first
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    name(layer) + " cannot be unpacked as " + found.words() + ": " + e.getMessage(),
                    e);
        }
        stored.finish();
        Blob bytes = result.bytes();
        content.add(result.digest(), () -> bytes.slice(0, bytes.size()));
        Compression now = Objects.requireNonNull(options.layers());
        if (now != Compression.NONE) {
            content.unpacksTo(result.digest(), result.diffId());
        }
        Descriptor descriptor = Descriptor.of(layer.mediaType(), result.digest(), bytes.size());
        return new Packed(typed(descriptor, now), result.diffId());
    }

    /** A layer that was packed anew must unpack to what the config says, or the image would be another. */
    private void requireDiffIds(Descriptor image, Manifest manifest, Documents documents) throws IOException {
        boolean isPacked = manifest.layers().stream()
                .anyMatch(layer ->
                        Objects.requireNonNull(packed.get(layer.digest())).diffId() != null);
        if (!isPacked) {
            return;
        }
        List<Digest> diffIds = documents.config(manifest.config()).diffIds();
        if (diffIds.size() != manifest.layers().size()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    name(image) + " has " + manifest.layers().size() + " layers, but its config " + diffIds.size()
                            + " diffIDs");
        }
        for (int i = 0; i < diffIds.size(); i++) {
            Descriptor layer = manifest.layers().get(i);
            Digest diffId = Objects.requireNonNull(packed.get(layer.digest())).diffId();
            if (diffId != null && diffId.algorithm() == diffIds.get(i).algorithm() && !diffId.equals(diffIds.get(i))) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        name(layer) + " unpacks to " + diffId + ", but the config gives it the diffID "
                                + diffIds.get(i));
            }
        }
    }

    /** Neither encrypted nor of another file system, nor one that is kept elsewhere. */
    private static boolean isPlainLayer(String mediaType) {
        return ImageForm.OCI.layer(mediaType).startsWith(MediaTypes.OCI_LAYER)
                && List.of("", "+gzip", "+zstd")
                        .contains(ImageForm.OCI.layer(mediaType).substring(MediaTypes.OCI_LAYER.length()));
    }

    /** Media types are often wrong about how a layer is packed. */
    private static Descriptor typed(Descriptor layer, Compression compression) {
        String oci =
                switch (compression) {
                    case GZIP -> MediaTypes.OCI_LAYER_GZIP;
                    case ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
                    default -> MediaTypes.OCI_LAYER;
                };
        if (ImageForm.OCI.layer(layer.mediaType()).equals(oci)) {
            return layer;
        }
        boolean isDocker = MediaTypes.isDocker(layer.mediaType());
        return layer.withMediaType(isDocker ? ImageForm.DOCKER.layer(oci) : oci);
    }

    private String name(Descriptor layer) {
        return layer.kind() + " " + layer.digest() + " in " + source.location();
    }

    @Override
    public void close() throws IOException {
        if (repacking != null) {
            repacking.close();
        }
    }
}
