package dev.drayage.cli;

import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A source as the user wrote it.
 *
 * @param transport what kind of place it is
 * @param place which one, such as a directory or file; empty for the local store and a running containerd
 * @param image which image in it: a tag, a name, or {@code @} and a digest; null for all
 */
record SourceName(
        Transport transport, String place, @Nullable String image) {
    private static final String STANDARD_STREAM = "-";
    private static final Set<String> STANDARD_INPUT =
            Set.of(STANDARD_STREAM, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");
    private static final Pattern DIGEST = Pattern.compile("(.*[^:])(@[a-z0-9]+:[0-9A-Za-z]*)");

    /** Whether it is what comes through standard input, and can be read once. */
    boolean isStandardInput() {
        return STANDARD_INPUT.contains(place) && !Files.isRegularFile(path());
    }

    /** The place as a path, for transports of files. */
    Path path() {
        return Path.of(place);
    }

    /** Whether it is the archive in a file. */
    boolean isFile(String file) {
        return (transport == Transport.ARCHIVE || transport == Transport.DOCKER_ARCHIVE)
                && !file.equals("-")
                && real(path()).equals(real(Path.of(file)));
    }

    /** Whether another name means the same image, or the same images, in the same place. */
    boolean isSameAs(SourceName other) {
        if (transport != other.transport) {
            return false;
        }
        return switch (transport) {
            case REGISTRY ->
                RegistryNames.reference(this)
                        .withDefaultTag()
                        .equals(RegistryNames.reference(other).withDefaultTag());
            case STORE, CONTAINERD -> String.valueOf(image).equals(String.valueOf(other.image));
            default ->
                !place.equals("-")
                        && real(path()).equals(real(other.path()))
                        && String.valueOf(image).equals(String.valueOf(other.image));
        };
    }

    /**
     * Checks the digest that an image is chosen by.
     *
     * @throws IllegalArgumentException if it is none
     */
    void requireDigest() {
        if (image != null && image.startsWith("@")) {
            Digest.parse(image.substring(1));
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            // What is not there yet is nothing else.
            return path.toAbsolutePath().normalize();
        }
    }

    /** The name as messages give it. */
    String text() {
        String of = image == null ? "" : place.isEmpty() || image.startsWith("@") ? image : ":" + image;
        return transport.prefix() + place + of;
    }

    static SourceName parse(String text) {
        if (text.equals(STANDARD_STREAM)) {
            return new SourceName(Transport.ARCHIVE, text, null);
        }
        Transport transport = Transport.of(text);
        return transport.parse(text.substring(transport.prefix().length()), text);
    }

    /** The name of an image in the local store; what was meant as something else is refused. */
    static SourceName ofStore(String text) {
        MistakenName.rejectUnknownPlace(text);
        MistakenName.rejectPath(text);
        return new SourceName(Transport.STORE, "", text);
    }

    /** A directory or file, which the name of an image may follow. */
    static SourceName ofPath(Transport transport, String rest, String text) {
        if (rest.isEmpty() || rest.startsWith(":")) {
            throw new TypeConversionException("'" + text + "' names no path");
        }
        if (rest.startsWith("//") && !Files.exists(Path.of(rest))) {
            throw new TypeConversionException("'" + text + "' has slashes after the colon, where a path begins; write "
                    + transport.prefix() + rest.substring(2) + ", or docker:" + rest + " for a registry");
        }
        Matcher digest = DIGEST.matcher(rest);
        // A full name can end with a digest too: then a path comes before it.
        if (digest.matches()
                && !Files.exists(Path.of(rest))
                && (digest.group(1).indexOf(':') < 0 || Files.exists(Path.of(digest.group(1))))) {
            return new SourceName(transport, digest.group(1), digest.group(2));
        }
        // The first colon parts path and image, as skopeo has it, unless a path with a colon exists.
        int first = rest.indexOf(':');
        for (int colon = first; colon >= 0; colon = rest.indexOf(':', colon + 1)) {
            if (Files.exists(Path.of(rest.substring(0, colon)))) {
                return split(transport, rest, colon, text);
            }
        }
        return first < 0 || Files.exists(Path.of(rest))
                ? new SourceName(transport, rest, null)
                : split(transport, rest, first, text);
    }

    /** An empty name is no wish for every image: more likely a variable that should have held one is not set. */
    private static SourceName split(Transport transport, String rest, int colon, String text) {
        String image = rest.substring(colon + 1);
        if (image.isEmpty()) {
            throw new TypeConversionException(
                    "'" + text + "' names no image after its last colon; without that colon it is every image");
        }
        return new SourceName(transport, rest.substring(0, colon), image);
    }

    /** What is to be imported: a directory or file, unless it begins as the names of other commands do. */
    static SourceName ofFile(String text) {
        Transport named = Transport.of(text);
        if (named != Transport.STORE) {
            return parse(text);
        }
        if (!Files.exists(Path.of(text))) {
            MistakenName.rejectUnknownPlace(text);
        }
        SourceName archive = ofPath(Transport.ARCHIVE, text, text);
        return Files.isDirectory(archive.path())
                ? new SourceName(Transport.LAYOUT, archive.place(), archive.image())
                : archive;
    }

    /** For picocli. */
    static final class FileConverter implements ITypeConverter<SourceName> {
        @Override
        public SourceName convert(String value) {
            return ofFile(value);
        }
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<SourceName> {
        @Override
        public SourceName convert(String value) {
            return parse(value);
        }
    }
}
