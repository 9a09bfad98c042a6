package dev.drayage.delta;

import dev.drayage.delta.tardiff.TarDiff;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;

/** The words of the format: those of {@code containers/oci-delta}, and what is added here. */
final class DeltaFormat {
    /** The kind of artifact that leads to one image. */
    static final String ARTIFACT_TYPE = "application/vnd.io.github.containers.oci-delta.v1";

    /** The kind of artifact that has content as it is: indexes, and what is no image. */
    static final String CONTENT_TYPE = "application/vnd.drayage.delta.content.v1";

    /** The layer that says how others were packed. */
    static final String PACKING_TYPE = "application/vnd.drayage.delta.packing.v1+json";

    /** A layer that says where a guess at how another was packed is wrong. */
    static final String CORRECTION_TYPE = "application/vnd.drayage.delta.correction.v1";

    private static final String PREFIX = "io.github.containers.delta.";

    /** The digest of the manifest that a delta leads to. */
    static final String TARGET = PREFIX + "target";

    /** The digest of the manifest that it begins with. */
    static final String SOURCE = PREFIX + "source";

    /** The digest of that manifest's config. */
    static final String SOURCE_CONFIG = PREFIX + "source-config";

    /** The digests of layers that the delta does not have, as a list in JSON. */
    static final String REUSED = PREFIX + "reused";

    /** What those layers unpack to, as a list in JSON. */
    static final String REUSED_DIFF_ID = PREFIX + "reused-diff-id";

    /** What a layer of the delta is. */
    static final String CONTENT = PREFIX + "content";

    /** The digest of the layer that a layer of the delta leads to. */
    static final String TO = PREFIX + "to";

    static final String IMAGE_MANIFEST = "image-manifest";
    static final String IMAGE_CONFIG = "image-config";
    static final String IMAGE_LAYER = "image-layer";

    /** Says what is in {@link #PACKING_TYPE}; not a word of {@code oci-delta}, whose readers pass over it. */
    static final String PACKING = "packing";

    /** The manifest that a delta in a bundle begins with, so that its layers are found wherever they are. */
    static final String SOURCE_MANIFEST = "source-manifest";

    /** The config of that manifest. */
    static final String SOURCE_IMAGE_CONFIG = "source-config";

    /** Says what is in {@link #CORRECTION_TYPE}; not a word of {@code oci-delta} either. */
    static final String CORRECTION = "correction";

    /** What a delta brings along as it is. */
    static final String WHOLE = "content";

    private DeltaFormat() {}

    /** A layer of a delta. */
    static Descriptor layer(Descriptor of, String content) {
        return Descriptor.of(of.mediaType(), of.digest(), of.size()).withAnnotation(CONTENT, content);
    }

    /** Something as it is kept in a delta: as a blob of which nothing is known, be it a manifest. */
    static Descriptor blob(Descriptor held) {
        return Descriptor.of(MediaTypes.OCTET_STREAM, held.digest(), held.size());
    }

    /** A manifest as the subject of a delta. */
    static Descriptor subject(Descriptor target) {
        return Descriptor.of(target.mediaType(), target.digest(), target.size());
    }

    /** Whether a layer is one that patches. */
    static boolean isPatch(Descriptor layer) {
        return layer.mediaType().equals(TarDiff.MEDIA_TYPE);
    }
}
