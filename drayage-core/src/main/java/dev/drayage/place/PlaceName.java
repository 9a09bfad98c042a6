package dev.drayage.place;

import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a place, and of an image in it.
 *
 * @param scheme what kind of place it is, {@link PlaceProvider#scheme()}
 * @param place which one, such as a directory or file; empty where there is but one
 * @param image which image in it: a tag, a name, or {@code @} and a digest; null for all
 */
public record PlaceName(
        String scheme, String place, @Nullable String image) {
    private static final Pattern DIGEST = Pattern.compile("(.*[^:])(@[a-z0-9]+:[0-9A-Za-z]*)");

    /** The place as a path, for kinds that are files. */
    public Path path() {
        return Path.of(place);
    }

    /** The same place, and all images in it. */
    public PlaceName whole() {
        return new PlaceName(scheme, place, null);
    }

    /** Whether another place is in the same file or directory; a stream is never the same. */
    public boolean isSamePath(PlaceName other) {
        return scheme.equals(other.scheme) && !place.equals("-") && isAt(other.path());
    }

    /** Whether the place is in this file or directory, by whatever path; what is not there yet is nothing else. */
    public boolean isAt(Path other) {
        return real(path()).equals(real(other));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    /**
     * Checks the digest that an image is chosen by.
     *
     * @throws IllegalArgumentException if it is none
     */
    public void requireDigest() {
        if (image != null && image.startsWith("@")) {
            Digest.parse(image.substring(1));
        }
    }

    /**
     * A directory or file, which the name of an image may follow: the first colon parts them, unless a path that is there
     * holds it.
     *
     * @param rest what is to be taken apart
     * @param text the whole as it was written, for messages
     * @throws IllegalArgumentException if no path is named, or no image behind the colon
     */
    public static PlaceName ofPath(String scheme, String rest, String text) {
        if (rest.isEmpty() || rest.startsWith(":")) {
            throw new IllegalArgumentException("'" + text + "' names no path");
        }
        if (rest.startsWith("//") && !Files.exists(Path.of(rest))) {
            throw new IllegalArgumentException("'" + text + "' has slashes after the colon, where a path begins; write "
                    + scheme + ":" + rest.substring(2) + ", or docker:" + rest + " for a registry");
        }
        Matcher digest = DIGEST.matcher(rest);
        // A full name can end with a digest too: then a path comes before it.
        if (digest.matches()
                && !Files.exists(Path.of(rest))
                && (digest.group(1).indexOf(':') < 0 || Files.exists(Path.of(digest.group(1))))) {
            return new PlaceName(scheme, digest.group(1), digest.group(2));
        }
        // The first colon parts path and image, as skopeo has it, unless a path with a colon exists.
        int first = rest.indexOf(':');
        for (int colon = first; colon >= 0; colon = rest.indexOf(':', colon + 1)) {
            if (Files.exists(Path.of(rest.substring(0, colon)))) {
                return split(scheme, rest, colon, text);
            }
        }
        return first < 0 || Files.exists(Path.of(rest))
                ? new PlaceName(scheme, rest, null)
                : split(scheme, rest, first, text);
    }

    /** The same where the whole is {@code scheme}, a colon and {@code rest}. */
    public static PlaceName ofPath(String scheme, String rest) {
        return ofPath(scheme, rest, scheme + ":" + rest);
    }

    /** An empty name is no wish for every image: more likely a variable that should have held one is not set. */
    private static PlaceName split(String scheme, String rest, int colon, String text) {
        String image = rest.substring(colon + 1);
        if (image.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no image after its last colon; without that colon it is every image");
        }
        return new PlaceName(scheme, rest.substring(0, colon), image);
    }

    /** The place alone as messages give it, such as {@code oci:images}. */
    public String location() {
        return scheme.isEmpty() ? place : scheme + ":" + place;
    }

    /** The name as it is written. */
    @Override
    public String toString() {
        String of = image == null ? "" : place.isEmpty() || image.startsWith("@") ? image : ":" + image;
        return location() + of;
    }
}
