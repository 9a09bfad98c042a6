package dev.drayage.archive;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.PlatformManifests;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.selection.ContentSelection;
import dev.drayage.selection.NonDistributable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lays out a Docker archive: of each image the config and the layers of one platform, as they are stored, and a
 * {@code manifest.json}. {@code docker load} since 1.10 and podman take layers that are compressed.
 */
final class DockerPlanner {
    private final ReadableContent content;
    private final ArchiveOptions options;
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Descriptor> blobs = new TreeMap<>();
    private final List<Descriptor> taken = new ArrayList<>();

    DockerPlanner(ReadableContent content, ArchiveOptions options) {
        this.content = content;
        this.options = options;
    }

    ArchivePlan plan(List<NamedImage> requested) throws IOException {
        List<NamedImage> roots = RequestedImages.distinct(requested);
        ContentSelection selection = RequestedImages.select(
                content,
                roots,
                // Docker has no use for an image without all its layers.
                options.selection().withNonDistributable(NonDistributable.INCLUDE));
        PreferredManifest preferred =
                new PreferredManifest(selection, options.selection().platforms().preference());
        PlatformManifests platforms = new PlatformManifests(selection.documents());
        DockerManifestFile manifests = new DockerManifestFile(warnings, DockerPlanner::path);
        List<NamedImage> images = new ArrayList<>();
        for (NamedImage root : roots) {
            if (isReferrer(root, selection.documents())) {
                warnings.add(root.label() + " refers to an image and is none; a Docker archive has no place for it");
                continue;
            }
            Descriptor manifest = preferred
                    .of(root.descriptor())
                    .orElseThrow(
                            () -> ContentNotFoundException.of(
                                    List.of(),
                                    "image " + root.label() + " in " + content.location()
                                            + " has no manifest that is wholly there; a Docker archive holds whole images only"));
            add(root, manifest, selection.documents());
            platforms.ambiguity(root.descriptor(), root.label(), manifest).ifPresent(warnings::add);
            taken.add(manifest);
            manifests.add(manifest, root.name());
            images.add(new NamedImage(asRead(manifest, selection.documents()), RequestedImages.listedName(root)));
        }
        RequestedImages.requireDistinctNames(content.location(), manifests.named());
        if (images.isEmpty()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, content.location() + ": none of what was chosen is an image of Docker's");
        }
        warnings.addAll(selection.warnings());
        return ArchivePlan.of(
                blobs, Map.of(DockerManifestEntry.FILE, manifests.encode(selection.documents())), images, warnings);
    }

    /** The manifests that were planned for. The archive does not hold them. */
    List<Descriptor> manifests() {
        return List.copyOf(taken);
    }

    private static boolean isReferrer(NamedImage root, Documents documents) throws IOException {
        return root.name() == null
                && ImageNames.isReferrer(root.descriptor())
                && MediaTypes.isManifest(root.descriptor().mediaType())
                && !documents.manifest(root.descriptor()).isImage();
    }

    /** The manifest that readers of the archive, which holds none, make for an image of it. */
    private Descriptor asRead(Descriptor descriptor, Documents documents) throws IOException {
        Manifest manifest = documents.manifest(descriptor);
        List<Descriptor> layers = new ArrayList<>();
        Map<Digest, Descriptor> known = new HashMap<>();
        for (Descriptor layer : manifest.layers()) {
            Descriptor read = known.get(layer.digest());
            if (read == null) {
                try (Blob blob = content.withEmbedded().open(layer)) {
                    read = Descriptor.of(layerType(blob), sha256(layer, blob), layer.size());
                }
                known.put(layer.digest(), read);
            }
            layers.add(read);
        }
        Descriptor config = manifest.config();
        try (Blob blob = content.withEmbedded().open(config)) {
            config = Descriptor.of(MediaTypes.DOCKER_CONFIG, sha256(config, blob), config.size());
        }
        byte[] made = Manifest.encodeDocker(config, layers);
        return Descriptor.of(MediaTypes.DOCKER_MANIFEST, Digest.compute(DigestAlgorithm.SHA256, made), made.length)
                .withPlatform(descriptor.platform());
    }

    /** Media types are often wrong about it; readers look at the bytes. */
    private static String layerType(Blob layer) throws IOException {
        return switch (Compression.of(layer)) {
            case GZIP -> MediaTypes.DOCKER_LAYER_GZIP;
            case ZSTD -> MediaTypes.DOCKER_LAYER_ZSTD;
            default -> MediaTypes.DOCKER_LAYER;
        };
    }

    private static Digest sha256(Descriptor descriptor, Blob blob) throws IOException {
        if (descriptor.digest().algorithm() == DigestAlgorithm.SHA256) {
            return descriptor.digest();
        }
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        try (InputStream bytes = new DigestInputStream(blob.newInputStream(), hash)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        return Digest.ofHash(DigestAlgorithm.SHA256, hash.digest());
    }

    private void add(NamedImage root, Descriptor descriptor, Documents documents) throws IOException {
        Manifest manifest = documents.manifest(descriptor);
        if (!manifest.isImage()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    root.label() + " in " + content.location() + " is an artifact and no image of Docker's ("
                            + manifest.config().mediaType() + "); an OCI archive can hold it");
        }
        requireAsManyDiffIds(root, manifest, documents);
        manifest.children().forEach(child -> blobs.put(path(child), child));
        if (manifest.layers().stream().anyMatch(layer -> isZstd(layer.mediaType()))) {
            warnings.add("image " + root.label()
                    + " has layers in zstd, which docker load takes from version 23 on; podman takes them");
        }
        if (MediaTypes.isIndex(root.descriptor().mediaType())) {
            warnings.add("of image " + root.label() + " one platform is taken, "
                    + (descriptor.platform() == null ? "manifest " + descriptor.digest() : descriptor.platform())
                    + ": a Docker archive has no place for more");
        }
    }

    /** Readers of the archive pair them; one that has too few or too many of either cannot be loaded. */
    private void requireAsManyDiffIds(NamedImage root, Manifest manifest, Documents documents) throws IOException {
        int diffIds = documents.config(manifest.config()).diffIds().size();
        if (diffIds != manifest.layers().size()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    root.label() + " in " + content.location() + " has "
                            + manifest.layers().size() + " layers, but its config "
                            + manifest.config().digest() + " names " + diffIds
                            + " diffIDs; it can be kept in an OCI archive, but nothing can run it");
        }
    }

    private static boolean isZstd(String mediaType) {
        return mediaType.endsWith("+zstd") || mediaType.endsWith(".zstd");
    }

    private static String path(Descriptor blob) {
        String hex = blob.digest().hex();
        if (MediaTypes.isConfig(blob.mediaType())) {
            return hex + ".json";
        }
        return hex + (isZstd(blob.mediaType()) ? ".tar.zst" : blob.mediaType().endsWith("gzip") ? ".tar.gz" : ".tar");
    }
}
