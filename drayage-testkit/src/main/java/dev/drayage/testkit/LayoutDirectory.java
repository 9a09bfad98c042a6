package dev.drayage.testkit;

import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Index;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes content as an OCI image layout, damage and all. */
public final class LayoutDirectory {
    private LayoutDirectory() {}

    /** A descriptor as {@code index.json} lists an image of this tag. */
    public static Descriptor tagged(Descriptor image, String tag) {
        return image.withAnnotation(ImageAnnotations.REF_NAME, tag);
    }

    /** All files of the layout by path: every blob, and an {@code index.json} that lists these images. */
    public static Map<String, byte[]> files(MemoryContent content, Descriptor... images) {
        Map<String, byte[]> files = new TreeMap<>();
        content.all().forEach((digest, bytes) -> files.put(BlobPaths.path(digest), bytes));
        files.put(LayoutMarker.FILE, LayoutMarker.encode());
        files.put("index.json", Index.encode(List.of(images)));
        return files;
    }

    /** Writes all files of the layout. */
    public static Path write(Path directory, MemoryContent content, Descriptor... images) throws IOException {
        for (Map.Entry<String, byte[]> file : files(content, images).entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return directory;
    }
}
