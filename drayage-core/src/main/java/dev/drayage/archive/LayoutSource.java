package dev.drayage.archive;

import dev.drayage.docker.DockerArchive;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.DockerManifestEntry;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.LayoutLinks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Layouts in directories as sources, with the images that only Docker's {@code manifest.json} lists, as where what
 * {@code docker save} writes was unpacked. They are the same as those of the tar.
 */
public final class LayoutSource {
    private LayoutSource() {}

    /**
     * Opens the layout in a directory; fails as {@link ImageLayout#of} does, and if an image of Docker's is not whole.
     *
     * @param maxNames the most names of a {@code manifest.json} that are listed together
     */
    public static ImageSource open(Path directory, Limits limits, int maxNames, LayoutLinks links) throws IOException {
        ImageLayout layout = ImageLayout.open(directory, limits, links);
        try {
            if (!layout.images().isEmpty()) {
                return HybridArchive.of(layout.files(), layout, limits, maxNames);
            }
            List<DockerManifestEntry> saved = HybridArchive.saved(layout.files(), limits);
            return saved.isEmpty() ? layout : DockerArchive.of(layout.files(), saved, limits, maxNames);
        } catch (IOException | RuntimeException e) {
            layout.close();
            throw e;
        }
    }
}
