package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import java.nio.charset.StandardCharsets;

/** Small documents for tests. */
public final class Documents {
    static final String HEX = "ab12cd34ef56".repeat(5) + "0123";
    static final String SHA256 = "sha256:" + HEX;
    static final String DESCRIPTOR = descriptor(MediaTypes.OCI_LAYER_GZIP);
    static final String CONFIG = descriptor(MediaTypes.OCI_CONFIG);
    public static final Limits LIMITS = Limits.defaults();

    private Documents() {}

    public static String descriptor(String mediaType) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + SHA256 + "\",\"size\":123}";
    }

    /** A descriptor without end, to which more keys can be added. */
    public static String openDescriptor() {
        return DESCRIPTOR.substring(0, DESCRIPTOR.length() - 1);
    }

    public static RawDocument raw(String text) {
        return RawDocument.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Manifest manifest(String text) throws InvalidDocumentException {
        return Manifest.parse(raw(text), MediaTypes.OCI_MANIFEST, LIMITS);
    }

    public static Index index(String text) throws InvalidDocumentException {
        return Index.parse(raw(text), MediaTypes.OCI_INDEX, LIMITS);
    }

    static ImageConfig config(String text) throws InvalidDocumentException {
        return ImageConfig.parse(raw(text), LIMITS);
    }

    /** Reads one descriptor by way of an index. */
    static Descriptor parseDescriptor(String text) throws InvalidDocumentException {
        return index("{\"manifests\":[" + text + "]}").manifests().get(0);
    }
}
