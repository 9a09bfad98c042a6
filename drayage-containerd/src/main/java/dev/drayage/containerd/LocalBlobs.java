package dev.drayage.containerd;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.layout.format.BlobPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files that a daemon keeps its blobs in, read by this program. The daemon says where they are and what there is; a
 * file is used if it can be read and has the size that the daemon says. That it is another daemon's, whose directory has
 * the same name here, does no harm: what goes by the same digest is the same.
 */
final class LocalBlobs {
    private final Path directory;

    private LocalBlobs(Path directory) {
        this.directory = directory;
    }

    /** The directory of a daemon's content plugin, if this program can read it. */
    static Optional<LocalBlobs> in(String directory) {
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(directory);
        return path.isAbsolute() && Files.isReadable(path) ? Optional.of(new LocalBlobs(path)) : Optional.empty();
    }

    /** Opens a blob, if its file is there and as the daemon says. */
    Optional<Blob> open(ContentInfo info) throws IOException {
        Blob blob;
        try {
            blob = Blob.ofFile(directory.resolve(BlobPaths.path(info.digest())));
        } catch (IOException e) {
            return Optional.empty(); // the daemon reads it, or says what is wrong
        }
        if (blob.size() != info.size()) {
            blob.close();
            return Optional.empty();
        }
        return Optional.of(blob);
    }
}
