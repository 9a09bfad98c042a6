package dev.drayage.server.page;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a link leads: always into this server, whatever it was made of. Immutable. */
final class Href {
    private static final String HEX = "0123456789ABCDEF";

    private final String text;

    private Href(String text) {
        this.text = text;
    }

    /** The list of repositories. */
    static Href home() {
        return new Href("/");
    }

    /** A file that comes with this page. */
    static Href asset(String name) {
        return new Href("/assets/" + encode(name));
    }

    /** A repository. */
    static Href repository(String name) {
        return new Href("/r/" + path(name));
    }

    /**
     * An archive of an image.
     *
     * @param image {@code REPOSITORY:TAG} or {@code REPOSITORY@DIGEST}
     * @param suffix {@code .tar}, or what it is packed with too
     */
    static Href archive(String image, String suffix) {
        return new Href("/archives/" + path(image) + suffix);
    }

    /** A blob, manifest or index as it is stored, from the registry itself. */
    static Href stored(String repository, Descriptor descriptor) {
        String kind = MediaTypes.isDocument(descriptor.mediaType()) ? "/manifests/" : "/blobs/";
        return new Href("/v2/" + path(repository) + kind + descriptor.digest());
    }

    /** A place on the same page. */
    static Href anchor(String id) {
        return new Href("#" + encode(id));
    }

    /** The same with one more parameter. */
    Href with(String name, String value) {
        return new Href(text + (text.indexOf('?') < 0 ? '?' : '&') + encode(name) + '=' + encode(value));
    }

    private static String path(String text) {
        return Arrays.stream(text.split("/", -1)).map(Href::encode).collect(Collectors.joining("/"));
    }

    /** Percent-encoded but for what RFC 3986 has no use for, and what is never misread: {@code :} and {@code @}. */
    static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
            boolean plain = letter || (b >= '0' && b <= '9') || "-._~:@".indexOf(b) >= 0;
            if (plain) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
            }
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
