package dev.drayage.cli;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;

import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An index of two platforms that share a layer, to be damaged and written down in any form. */
final class SampleImage {
    final MemoryContent content = new MemoryContent();
    final Descriptor amd64 = anImageIn(content).withLayers(2).build();
    final Descriptor arm64 =
            anImageIn(content).withLayers(1).on(Platform.of("linux", "arm64")).build();
    final Descriptor index = anIndexIn(content).of(amd64, arm64).build();

    /** Writes it as a layout with the tag v1 and returns its name. */
    String layout(Path directory) throws IOException {
        LayoutDirectory.write(directory, content, LayoutDirectory.tagged(index, "v1"));
        return "oci:" + directory;
    }

    /** Writes it as a tar of such a layout and returns its name; GNU tar is told what to put in. */
    String archive(Path file, String... members) throws IOException {
        Path layout = Files.createTempDirectory(file.getParent(), "layout");
        layout(layout);
        Peers.require("tar")
                .with("-C", layout.toString(), "-cf", file.toString())
                .run(members)
                .requireSuccess();
        return "oci-archive:" + file;
    }
}
