package dev.drayage.docker;

import com.github.luben.zstd.ZstdIOException;
import dev.drayage.compress.Compression;
import dev.drayage.compress.codec.ZstdWindowException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.TaskScope;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The layers of a Docker archive, each described once, however many images share it. */
final class DockerLayers implements Closeable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final LayoutFiles archive;
    private final @Nullable LayerRecompression repacking;
    private final Map<String, DockerLayer> described = new ConcurrentHashMap<>();

    DockerLayers(LayoutFiles archive, @Nullable LayerRecompression repacking) {
        this.archive = archive;
        this.repacking = repacking;
    }

    /**
     * Describes the layers of one image; those of which the digest is not known have to be read, several at once.
     *
     * @param files the names of their files
     * @param diffIds what the config says each unpacks to; empty if it says nothing
     */
    List<DockerLayer> describe(List<String> files, List<Digest> diffIds) throws IOException {
        Map<Integer, DockerLayer> layers = new ConcurrentHashMap<>();
        int threads = Math.max(1, Math.min(files.size(), Runtime.getRuntime().availableProcessors()));
        try (TaskScope scope = TaskScope.open("dray-digest", threads)) {
            for (int i = 0; i < files.size(); i++) {
                int number = i;
                Optional<Digest> diffId = diffIds.isEmpty() ? Optional.empty() : Optional.of(diffIds.get(i));
                scope.fork(() -> layers.put(number, describe(files.get(number), diffId)));
            }
            scope.join();
        }
        return IntStream.range(0, files.size())
                .mapToObj(i -> Objects.requireNonNull(layers.get(i)))
                .toList();
    }

    private DockerLayer describe(String file, Optional<Digest> diffId) throws IOException {
        try (Blob blob = DockerFiles.open(archive, file)) {
            Compression compression = Compression.of(blob);
            String mediaType = mediaType(file, compression);
            if (repacking != null && repacking.isNeeded(compression)) {
                return repack(repacking, file, blob, compression, diffId);
            }
            Optional<Digest> known = BlobPaths.digest(file);
            if (compression == Compression.NONE && diffId.isPresent()) {
                requireSame(file, known, diffId.get());
                known = diffId;
            }
            if (known.isPresent()) {
                return asItIs(file, Descriptor.of(mediaType, known.get(), blob.size()));
            }
            DockerLayer earlier = described.get(file);
            if (earlier != null) {
                return earlier;
            }
            DockerLayer layer = asItIs(file, Descriptor.of(mediaType, digest(file, blob), blob.size()));
            described.put(file, layer);
            return layer;
        }
    }

    private DockerLayer asItIs(String file, Descriptor descriptor) {
        return new DockerLayer(descriptor, () -> DockerFiles.open(archive, file), null);
    }

    private DockerLayer repack(
            LayerRecompression packer, String file, Blob blob, Compression compression, Optional<Digest> diffId)
            throws IOException {
        DockerLayer layer = described.get(file);
        if (layer == null) {
            LayerRecompression.Repacked repacked;
            try {
                repacked = packer.repack(file, blob.newInputStream(), blob.size(), compression);
            } catch (ZstdWindowException e) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        archive.location() + ": layer " + Quotes.quote(file) + " cannot be unpacked as zstd: "
                                + e.getMessage(),
                        e);
            } catch (EOFException | ZipException | ZstdIOException e) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        archive.location() + ": layer " + Quotes.quote(file) + " cannot be unpacked as "
                                + compression.words() + ": " + e.getMessage(),
                        e);
            }
            if (diffId.isPresent() && !diffId.get().equals(repacked.diffId())) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        archive.location() + ": layer " + Quotes.quote(file) + " unpacks to " + repacked.diffId()
                                + ", but the config gives it the diffID " + diffId.get());
            }
            Blob bytes = repacked.bytes();
            Compression now = Compression.of(bytes);
            layer = new DockerLayer(
                    Descriptor.of(mediaType(file, now), repacked.digest(), bytes.size()),
                    () -> bytes.slice(0, bytes.size()),
                    now == Compression.NONE ? null : repacked.diffId());
            described.put(file, layer);
        }
        return layer;
    }

    private void requireSame(String file, Optional<Digest> named, Digest diffId) throws ContentException {
        if (named.isPresent()
                && named.get().algorithm() == diffId.algorithm()
                && !named.get().equals(diffId)) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    archive.location() + ": layer " + file + " has another digest in its name than the diffID " + diffId
                            + " that the config gives it; one of them is wrong");
        }
    }

    private static Digest digest(String file, Blob blob) throws IOException {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, Math.max(1, blob.size())));
        for (long at = 0; at < blob.size(); ) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while reading layer " + file);
            }
            at += blob.readAt(at, buffer.clear());
            hash.update(buffer.flip());
        }
        return Digest.ofHash(DigestAlgorithm.SHA256, hash.digest());
    }

    private String mediaType(String file, Compression compression) throws ContentException {
        return switch (compression) {
            case NONE -> MediaTypes.DOCKER_LAYER;
            case GZIP -> MediaTypes.DOCKER_LAYER_GZIP;
            case ZSTD -> MediaTypes.DOCKER_LAYER_ZSTD;
            case XZ, BZIP2 ->
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        archive.location() + ": layer " + Quotes.quote(file) + " is compressed with "
                                + compression.words() + ", which no media type of a layer stands for; docker load the"
                                + " archive, and save it anew");
        };
    }

    @Override
    public void close() throws IOException {
        if (repacking != null) {
            repacking.close();
        }
    }
}
