package dev.drayage.containerd;

import dev.drayage.content.ReadableContent;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.ReadableContentContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A root directory whose database is lost is still a place of content. */
class RootContentTest extends ReadableContentContract {
    @TempDir
    private Path directory;

    @Override
    protected ReadableContent contentOf(MemoryContent blobs) throws IOException {
        for (Digest digest : blobs.digests()) {
            Path file = directory.resolve(RootContent.DIRECTORY).resolve(BlobPaths.path(digest));
            Files.createDirectories(file.getParent());
            Files.write(file, blobs.bytes(digest));
        }
        return ContainerdRoot.open(directory, ContainerdRoot.DEFAULT_NAMESPACE).content();
    }
}
