package dev.drayage.content;

import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Digest;
import dev.drayage.tar.ArchiveContent;
import dev.drayage.tar.TarBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.ReadableContentContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Every place in core that content can be read from does what such a place does. */
class ContentPlacesTest {

    @Nested
    class Memory extends ReadableContentContract {
        @Override
        protected ReadableContent contentOf(MemoryContent blobs) {
            return blobs;
        }
    }

    @Nested
    class Layout extends ReadableContentContract {
        @TempDir
        private Path directory;

        @Override
        protected ReadableContent contentOf(MemoryContent blobs) throws IOException {
            return ImageLayout.open(LayoutDirectory.write(directory, blobs)).content();
        }
    }

    @Nested
    class Archive extends ReadableContentContract {
        @TempDir
        private Path directory;

        @Override
        protected ReadableContent contentOf(MemoryContent blobs) throws IOException {
            TarBuilder tar = TarBuilder.aTar();
            LayoutDirectory.files(blobs).forEach(tar::file);
            return ArchiveContent.open(tar.write(directory.resolve("image.tar")));
        }
    }

    @Nested
    class Combined extends ReadableContentContract {
        @Override
        protected ReadableContent contentOf(MemoryContent blobs) throws IOException {
            MemoryContent first = new MemoryContent();
            MemoryContent second = new MemoryContent();
            int i = 0;
            for (Digest digest : blobs.digests()) {
                MemoryContent place = i++ % 2 == 0 ? first : second;
                place.add("application/octet-stream", blobs.bytes(digest), digest.algorithm());
            }
            return ReadableContent.combine(List.of(first, new MemoryContent(), second));
        }
    }
}
