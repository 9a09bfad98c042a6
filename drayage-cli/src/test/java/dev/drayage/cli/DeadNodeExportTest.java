package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The root directory of a containerd that was killed, at the command line. */
class DeadNodeExportTest {
    @TempDir
    private Path directory;

    @Test
    void imagesAreListedShownVerifiedAndExportedFromIt() throws IOException {
        MemoryContent content = new MemoryContent();
        Path layout = LayoutDirectory.write(
                directory.resolve("layout"),
                content,
                LayoutDirectory.tagged(
                        ImageBuilder.anImageIn(content).withLayers(2).build(), "v1"));
        Path tar = directory.resolve("in.tar");
        Peers.require("tar")
                .run("-C", layout.toString(), "-cf", tar.toString(), ".")
                .requireSuccess();
        ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"));
        containerd
                .ctr("images", "import", "--no-unpack", "--base-name", "node.test/app", tar.toString())
                .requireSuccess();
        containerd.kill();
        String root = "containerd-root:" + containerd.root();
        String[] namespace = {"--namespace", ContainerdProcess.NAMESPACE};

        assertThat(dray("ls", root, namespace[0], namespace[1]).requireSuccess().out())
                .contains("node.test/app:v1");
        assertThat(dray("tree", root + ":v1", namespace[0], namespace[1])
                        .requireSuccess()
                        .out())
                .contains("layer")
                .doesNotContain("MISSING");
        assertThat(dray("verify", root, namespace[0], namespace[1])
                        .requireSuccess()
                        .out())
                .contains("ok, 4 blobs");
        Path ours = directory.resolve("ours.tar");
        dray("export", root + ":node.test/app:v1", "-o", ours, namespace[0], namespace[1])
                .requireSuccess();
        assertThat(dray("ls", "oci-archive:" + ours).requireSuccess().out()).contains("node.test/app:v1");
        assertThat(dray("export", root + ":v1", "-o", ours).message())
                .endsWith("holds no images in namespace default; its namespaces are test");
    }
}
