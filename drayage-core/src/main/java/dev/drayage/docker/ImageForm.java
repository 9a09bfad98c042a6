package dev.drayage.docker;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import java.util.Map;

/** Whose media types an image has; the same config and layers can have either. */
public enum ImageForm {
    /** The OCI image specification's. */
    OCI(MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG),
    /** Docker's, schema 2. */
    DOCKER(MediaTypes.DOCKER_MANIFEST_LIST, MediaTypes.DOCKER_MANIFEST, MediaTypes.DOCKER_CONFIG);

    private static final Map<String, String> OCI_LAYERS = Map.of(
            MediaTypes.DOCKER_LAYER, MediaTypes.OCI_LAYER,
            MediaTypes.DOCKER_LAYER_GZIP, MediaTypes.OCI_LAYER_GZIP,
            MediaTypes.DOCKER_LAYER_ZSTD, MediaTypes.OCI_LAYER_ZSTD,
            MediaTypes.DOCKER_LAYER_FOREIGN, MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE,
            MediaTypes.DOCKER_LAYER_FOREIGN_GZIP, MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE_GZIP);

    private static final Map<String, String> DOCKER_LAYERS = Map.of(
            MediaTypes.OCI_LAYER, MediaTypes.DOCKER_LAYER,
            MediaTypes.OCI_LAYER_GZIP, MediaTypes.DOCKER_LAYER_GZIP,
            MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE, MediaTypes.DOCKER_LAYER_FOREIGN,
            MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE_GZIP, MediaTypes.DOCKER_LAYER_FOREIGN_GZIP);

    private final String index;
    private final String manifest;
    private final String config;

    ImageForm(String index, String manifest, String config) {
        this.index = index;
        this.manifest = manifest;
        this.config = config;
    }

    /** The form that a manifest or index has. */
    static ImageForm of(Descriptor document) {
        return MediaTypes.isDocker(document.mediaType()) ? DOCKER : OCI;
    }

    String index() {
        return index;
    }

    String manifest() {
        return manifest;
    }

    String config() {
        return config;
    }

    /** The media type of a layer in this form; its own if there is no other. */
    String layer(String mediaType) {
        return (this == OCI ? OCI_LAYERS : DOCKER_LAYERS).getOrDefault(mediaType, mediaType);
    }
}
