package dev.drayage.name;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.docker.DockerArchive;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.ImageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** What kind of place a path leads to, as far as its bytes or its name tell. */
public final class PathKind {
    /** Packed archives that are larger are not unpacked just to see what they are. */
    private static final long MAX_UNPACKED_TO_LOOK = 16L << 20;

    private static final Pattern ARCHIVE_NAME = Pattern.compile(
            ".*\\.(tar|tgz|tzst|txz|tbz2?|tar\\.(gz|zst|zstd|xz|bz2|lz4|lzma))", Pattern.CASE_INSENSITIVE);

    private static final String ARCHIVE = "oci-archive";
    private static final String DOCKER_ARCHIVE = "docker-archive";

    private PathKind() {}

    /** As a path; the empty one if it cannot be one. */
    public static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return Path.of("");
        }
    }

    /** Whether files are called so that hold archives. */
    public static boolean isNamedAsArchive(String path) {
        return ARCHIVE_NAME.matcher(path).matches();
    }

    /** The scheme of the place that is found at a path; empty if nothing is there, or nothing that holds images. */
    public static Optional<String> found(Path path) {
        if (Files.isDirectory(path)) {
            return directory(path);
        }
        return Files.isRegularFile(path) ? archive(path) : Optional.empty();
    }

    private static Optional<String> directory(Path path) {
        if (Files.exists(path.resolve(ImageLayout.INDEX_FILE)) || Files.exists(path.resolve("oci-layout"))) {
            return Optional.of("oci");
        }
        return Files.isDirectory(path.resolve("io.containerd.content.v1.content"))
                ? Optional.of("containerd-root")
                : Optional.empty();
    }

    private static Optional<String> archive(Path path) {
        try {
            if (isPacked(path) && Files.size(path) > MAX_UNPACKED_TO_LOOK) {
                return Optional.of(ARCHIVE);
            }
            try (ImageSource source = ArchiveFile.open(path, path.toString(), ArchiveReadOptions.defaults())) {
                return Optional.of(source instanceof DockerArchive ? DOCKER_ARCHIVE : ARCHIVE);
            }
        } catch (IOException e) {
            // Whatever it is, it cannot be read as an archive of images.
            return Optional.empty();
        }
    }

    private static boolean isPacked(Path path) throws IOException {
        try (Blob blob = Blob.ofFile(path)) {
            return Compression.of(blob) != Compression.NONE;
        }
    }
}
