package dev.drayage.docker;

import dev.drayage.archive.ArchiveContent;
import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.layout.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Quotes;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The layers of a Docker archive, each described once, however many images share it. */
final class SavedLayers {
    private static final int BUFFER_BYTES = 1 << 20;

    private final ArchiveContent archive;
    private final Map<String, Descriptor> described = new ConcurrentHashMap<>();

    SavedLayers(ArchiveContent archive) {
        this.archive = archive;
    }

    /**
     * Describes the layers of one image.
     *
     * @param files the names of their files
     * @param diffIds what the config says each unpacks to; empty if it says nothing
     */
    List<Descriptor> describe(List<String> files, List<Digest> diffIds) throws IOException {
        List<@Nullable Descriptor> known = new ArrayList<>();
        Set<String> unread = new LinkedHashSet<>();
        for (int i = 0; i < files.size(); i++) {
            Descriptor descriptor = withoutReading(files.get(i), diffIds.isEmpty() ? null : diffIds.get(i));
            known.add(descriptor);
            if (descriptor == null && !described.containsKey(files.get(i))) {
                unread.add(files.get(i));
            }
        }
        read(unread);
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Descriptor descriptor = known.get(i);
            layers.add(descriptor != null ? descriptor : described.get(files.get(i)));
        }
        return layers;
    }

    private void read(Set<String> files) throws IOException {
        if (files.isEmpty()) {
            return;
        }
        int threads = Math.min(files.size(), Runtime.getRuntime().availableProcessors());
        try (TaskScope scope = TaskScope.open("dray-digest", threads)) {
            files.forEach(file -> scope.fork(() -> described.put(file, read(file))));
            scope.join();
        }
    }

    /** What is known of a layer by its name in {@code blobs/}, or by its diffID, which is its digest while it is plain. */
    private @Nullable Descriptor withoutReading(String file, @Nullable Digest diffId) throws IOException {
        try (Blob blob = SavedFiles.open(archive, file)) {
            Compression compression = Compression.of(blob);
            String mediaType = mediaType(file, compression);
            Optional<Digest> named = BlobPaths.digest(file);
            if (compression == Compression.NONE && diffId != null) {
                if (named.isPresent()
                        && named.get().algorithm() == diffId.algorithm()
                        && !named.get().equals(diffId)) {
                    throw new ContentException(
                            Kind.FAILED_PRECONDITION,
                            archive.location() + ": layer " + file + " has another digest in its name than the diffID "
                                    + diffId + " that the config gives it; one of them is wrong");
                }
                return Descriptor.of(mediaType, diffId, blob.size());
            }
            return named.map(digest -> Descriptor.of(mediaType, digest, blob.size()))
                    .orElse(null);
        }
    }

    private Descriptor read(String file) throws IOException {
        try (Blob blob = SavedFiles.open(archive, file)) {
            MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
            ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, Math.max(1, blob.size())));
            for (long at = 0; at < blob.size(); ) {
                if (Thread.interrupted()) {
                    throw new InterruptedIOException("interrupted while reading layer " + file);
                }
                at += blob.readAt(at, buffer.clear());
                hash.update(buffer.flip());
            }
            return Descriptor.of(
                    mediaType(file, Compression.of(blob)),
                    Digest.ofHash(DigestAlgorithm.SHA256, hash.digest()),
                    blob.size());
        }
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
}
