package dev.drayage.server.page;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

/** A file that pages need. It is asked for by a name with its digest in it, so that it may be kept for ever. */
enum PageAsset {
    STYLE("page", ".css", "text/css; charset=utf-8"),
    SCRIPT("page", ".js", "text/javascript; charset=utf-8"),
    ICON("icon", ".svg", "image/svg+xml");

    private static final int NAME_DIGITS = 16;

    private final String stem;
    private final String suffix;
    private final String contentType;

    @SuppressWarnings("ImmutableEnumChecker") // nobody is given it
    private final byte[] bytes;

    private final String name;

    PageAsset(String stem, String suffix, String contentType) {
        this.stem = stem;
        this.suffix = suffix;
        this.contentType = contentType;
        this.bytes = read(stem + suffix);
        String hex = Digest.compute(DigestAlgorithm.SHA256, bytes).hex();
        this.name = stem + "-" + hex.substring(0, NAME_DIGITS) + suffix;
    }

    private static byte[] read(String file) {
        try (InputStream in = Objects.requireNonNull(PageAsset.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    Href href() {
        return Href.asset(name);
    }

    String contentType() {
        return contentType;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** The asset of a name, of this version or another; a page that was kept may be of another. */
    static Optional<PageAsset> find(String name) {
        for (PageAsset each : values()) {
            if (name.startsWith(each.stem + "-") && name.endsWith(each.suffix)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Whether a name is of this very version. */
    boolean isCalled(String other) {
        return name.equals(other);
    }
}
