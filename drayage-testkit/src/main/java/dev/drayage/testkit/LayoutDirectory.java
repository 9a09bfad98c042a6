package dev.drayage.testkit;

import dev.drayage.layout.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Index;
import dev.drayage.oci.LayoutMarker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes content as an OCI image layout, damage and all. */
public final class LayoutDirectory {
    private LayoutDirectory() {}

    /** A descriptor as {@code index.json} lists an image of this tag. */
    public static Descriptor tagged(Descriptor image, String tag) {
        return image.withAnnotation(ImageAnnotations.REF_NAME, tag);
    }

    /** Writes all blobs, and an {@code index.json} that lists these images. */
    public static Path write(Path directory, MemoryContent content, Descriptor... images) throws IOException {
        for (Map.Entry<Digest, byte[]> blob : content.all().entrySet()) {
            Path file = directory.resolve(BlobPaths.path(blob.getKey()));
            Files.createDirectories(file.getParent());
            Files.write(file, blob.getValue());
        }
        Files.createDirectories(directory);
        Files.write(directory.resolve(LayoutMarker.FILE), LayoutMarker.encode());
        Files.write(directory.resolve("index.json"), Index.encode(List.of(images)));
        return directory;
    }
}
