package dev.drayage.place.files;

import dev.drayage.content.Blob;
import dev.drayage.content.Verification;
import dev.drayage.file.PendingFile;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.check.ContentRepair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Replaces blobs of a layout: each is written beside, verified and synced, and takes the place of the wrong one then.
 *
 * @param directory the layout
 */
record LayoutRepair(Path directory) implements ContentRepair.BlobReplacer {

    @Override
    public Optional<String> obstacle(Descriptor descriptor, boolean isThere) throws IOException {
        Path file = file(descriptor);
        for (Path above = file.getParent(); above != null && !above.equals(directory); above = above.getParent()) {
            if (Files.isSymbolicLink(above)) {
                return Optional.of(above + " is a symbolic link, through which nothing is written");
            }
        }
        if (Files.isSymbolicLink(file)) {
            return Optional.of(file + " is a symbolic link to " + Files.readSymbolicLink(file) + "; repair that, or"
                    + " remove the link");
        }
        return Files.exists(file) && !Files.isRegularFile(file)
                ? Optional.of(file + " is no file; remove it")
                : Optional.empty();
    }

    private Path file(Descriptor descriptor) {
        return directory.resolve(BlobPaths.path(descriptor.digest()));
    }

    @Override
    public void replace(Descriptor descriptor, Blob right) throws IOException {
        Path file = file(descriptor);
        Files.createDirectories(file.getParent());
        try (PendingFile pending = PendingFile.create(file)) {
            ContentRepair.copy(right, new Verification(descriptor, file.toString()), (ByteBuffer bytes) -> {
                while (bytes.hasRemaining()) {
                    pending.channel().write(bytes);
                }
            });
            pending.commit();
        }
    }
}
