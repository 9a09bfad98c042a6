package dev.drayage.oci;

import java.util.Set;

/**
 * The media types of images, and what containerd takes each for ({@code core/images/mediatypes.go}). Every question of
 * the form "is this an index?" is answered here. Media types are compared exactly, upper and lower case included.
 */
public final class MediaTypes {
    /** An OCI image manifest. */
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    /** An OCI image index. */
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    /** The configuration of an OCI image. */
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    /** An uncompressed OCI layer. */
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    /** An OCI layer compressed with gzip. */
    public static final String OCI_LAYER_GZIP = OCI_LAYER + "+gzip";
    /** An OCI layer compressed with zstd. */
    public static final String OCI_LAYER_ZSTD = OCI_LAYER + "+zstd";
    /** An uncompressed OCI layer that must not be redistributed. */
    public static final String OCI_LAYER_NON_DISTRIBUTABLE = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    /** An OCI layer compressed with gzip that must not be redistributed. */
    public static final String OCI_LAYER_NON_DISTRIBUTABLE_GZIP = OCI_LAYER_NON_DISTRIBUTABLE + "+gzip";
    /** An OCI layer compressed with zstd that must not be redistributed. */
    public static final String OCI_LAYER_NON_DISTRIBUTABLE_ZSTD = OCI_LAYER_NON_DISTRIBUTABLE + "+zstd";
    /** The two bytes <code>{}</code> that stand where an artifact has no config or no layer. */
    public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";
    /** The {@code oci-layout} file of an image layout. */
    public static final String OCI_LAYOUT_HEADER = "application/vnd.oci.layout.header.v1+json";

    /** A Docker schema 2 manifest. */
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    /** A Docker manifest list, the forerunner of the OCI index. */
    public static final String DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    /** The configuration of a Docker schema 2 image. */
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    /** A Docker layer, said to be uncompressed, though some are not. */
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    /** A Docker layer compressed with gzip. */
    public static final String DOCKER_LAYER_GZIP = DOCKER_LAYER + ".gzip";
    /** A Docker layer compressed with zstd. */
    public static final String DOCKER_LAYER_ZSTD = DOCKER_LAYER + ".zstd";
    /** A Docker layer that is fetched from elsewhere, such as Windows base layers. */
    public static final String DOCKER_LAYER_FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar";
    /** A Docker layer compressed with gzip that is fetched from elsewhere. */
    public static final String DOCKER_LAYER_FOREIGN_GZIP = DOCKER_LAYER_FOREIGN + ".gzip";
    /** A Docker schema 1 manifest, which nothing reads any more. */
    public static final String DOCKER_SCHEMA1_MANIFEST = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    /** An artifact manifest of a draft of image-spec 1.1. */
    public static final String OCI_ARTIFACT_MANIFEST = "application/vnd.oci.artifact.manifest.v1+json";
    /** An artifact manifest as ORAS had it before that draft. */
    public static final String ORAS_ARTIFACT_MANIFEST = "application/vnd.cncf.oras.artifact.manifest.v1+json";

    /** An EROFS file-system image as a layer. */
    public static final String EROFS_LAYER = "application/vnd.erofs.layer.v1";
    /** An in-toto attestation. */
    public static final String IN_TOTO = "application/vnd.in-toto+json";
    /** The process state of a containerd checkpoint. */
    public static final String CONTAINERD_CHECKPOINT = "application/vnd.containerd.container.criu.checkpoint.criu.tar";
    /** The configuration of a containerd checkpoint. */
    public static final String CONTAINERD_CHECKPOINT_CONFIG =
            "application/vnd.containerd.container.checkpoint.config.v1+proto";
    /** Bytes of which nothing is known. */
    public static final String OCTET_STREAM = "application/octet-stream";

    private static final Set<String> OTHER_LAYERS = Set.of(
            DOCKER_LAYER,
            DOCKER_LAYER_GZIP,
            DOCKER_LAYER_ZSTD,
            DOCKER_LAYER_FOREIGN,
            DOCKER_LAYER_FOREIGN_GZIP,
            EROFS_LAYER);
    private static final Set<String> OTHER_LEAVES =
            Set.of(CONTAINERD_CHECKPOINT, CONTAINERD_CHECKPOINT_CONFIG, IN_TOTO, OCI_EMPTY);

    private MediaTypes() {}

    /** Whether it is an OCI or Docker schema 2 manifest; schema 1 is not. */
    public static boolean isManifest(String mediaType) {
        return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    /** Whether it is an OCI index or a Docker manifest list. */
    public static boolean isIndex(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_MANIFEST_LIST);
    }

    /** Whether it is an artifact manifest of an older draft, which lists blobs. */
    public static boolean isArtifactManifest(String mediaType) {
        return mediaType.equals(OCI_ARTIFACT_MANIFEST) || mediaType.equals(ORAS_ARTIFACT_MANIFEST);
    }

    /** Whether it is a document that refers to other content: a manifest of any kind, or an index. */
    public static boolean isDocument(String mediaType) {
        return isManifest(mediaType) || isIndex(mediaType) || isArtifactManifest(mediaType);
    }

    /** Whether both are one type, or OCI's and Docker's type for a manifest, or for an index. */
    public static boolean isSameKind(String one, String other) {
        return one.equals(other) || (isManifest(one) && isManifest(other)) || (isIndex(one) && isIndex(other));
    }

    /** Whether it is the configuration of an OCI or Docker image. */
    public static boolean isConfig(String mediaType) {
        return mediaType.equals(OCI_CONFIG) || mediaType.equals(DOCKER_CONFIG);
    }

    /** Whether it is a layer, in any compression and with any {@code +} suffix such as {@code +encrypted}. */
    public static boolean isLayer(String mediaType) {
        if (mediaType.startsWith("application/vnd.oci.image.layer.")) {
            return true;
        }
        int suffix = mediaType.indexOf('+');
        return OTHER_LAYERS.contains(suffix < 0 ? mediaType : mediaType.substring(0, suffix));
    }

    /** Whether it is a layer that must not be redistributed, or is fetched from elsewhere. */
    public static boolean isNonDistributable(String mediaType) {
        return mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.")
                || mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.");
    }

    /** Whether it is one of Docker's own. */
    public static boolean isDocker(String mediaType) {
        return mediaType.startsWith("application/vnd.docker.");
    }

    /**
     * Whether it is known if such content has children: manifests and indexes have; configs, layers, attestations,
     * parts of checkpoints and the empty document have none. Children of any other type would go unnoticed.
     */
    public static boolean isKnown(String mediaType) {
        return isDocument(mediaType) || isConfig(mediaType) || isLayer(mediaType) || OTHER_LEAVES.contains(mediaType);
    }
}
