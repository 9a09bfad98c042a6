package dev.drayage.oci;

/** Annotation keys that name images. */
public final class ImageAnnotations {
    /** The tag, or a full reference: pre-defined by the OCI image specification. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    /** The full name of an image, as containerd's export writes it. */
    public static final String IMAGE_NAME = "io.containerd.image.name";

    /** What a referrer refers to, as containerd's export lists referrers. */
    public static final String SUBJECT = "io.containerd.manifest.subject";

    private ImageAnnotations() {}
}
