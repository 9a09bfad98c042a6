package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.ContainerdProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images go into a running containerd as if ctr had imported them. */
class ContainerdCopyTest {
    @TempDir
    private Path directory;

    private ContainerdProcess containerd;
    private Path layout;

    @BeforeEach
    void start() throws IOException {
        MemoryContent content = new MemoryContent();
        layout = LayoutDirectory.write(
                directory.resolve("layout"),
                content,
                LayoutDirectory.tagged(
                                ImageBuilder.anImageIn(content).withLayers(3).build(), "v1")
                        .withAnnotation("containerd.io/distribution.source.node.test", "app"));
        containerd = ContainerdProcess.start(directory.resolve("c"));
    }

    @AfterEach
    void stop() throws IOException {
        if (containerd != null) {
            containerd.close();
        }
    }

    private Invocation run(Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--address", containerd.socket(), "--namespace", ContainerdProcess.NAMESPACE));
        return dray(all.toArray());
    }

    @Test
    void whatIsCopiedThereStaysWhenTheDaemonCollectsGarbage() {
        run("copy", "oci:" + layout + ":v1", "containerd:node.test/app:v1").requireSuccess();

        assertThat(containerd.ctr("leases", "ls", "-q").requireSuccess().out()).isBlank();
        // Removing an image collects garbage before it answers.
        containerd
                .ctr("images", "tag", "node.test/app:v1", "node.test/other:v1")
                .requireSuccess();
        containerd.ctr("images", "rm", "--sync", "node.test/other:v1").requireSuccess();
        assertThat(run("verify", "containerd:node.test/app:v1").requireSuccess().out())
                .contains("ok, 5 blobs");
        assertThat(containerd.ctr("content", "ls").requireSuccess().out())
                .contains("containerd.io/gc.ref.content.config=")
                .contains("containerd.io/gc.ref.content.l.2=")
                .contains("containerd.io/distribution.source.node.test=app");
    }

    @Test
    void whatIsCopiedThereIsExportedByCtr() {
        run("copy", "oci:" + layout + ":v1", "containerd:node.test/app:v1").requireSuccess();
        Path theirs = directory.resolve("theirs.tar");
        containerd
                .ctr("images", "export", theirs.toString(), "node.test/app:v1")
                .requireSuccess();
        assertThat(dray("verify", "oci-archive:" + theirs).requireSuccess().out())
                .contains("ok, 5 blobs");
    }

    @Test
    void copyingAgainMovesTheNameAndTransfersNothing() {
        run("copy", "oci:" + layout + ":v1", "containerd:node.test/app:v1").requireSuccess();
        run("copy", "oci:" + layout + ":v1", "containerd:node.test/app:v1").requireSuccess();
        assertThat(containerd.ctr("images", "ls", "-q").requireSuccess().out().lines())
                .containsExactly("node.test/app:v1");
    }

    @Test
    void itsImagesAreListedAndAnEmptyNamespaceSaysWhichThereAre() {
        run("copy", "oci:" + layout + ":v1", "containerd:node.test/app:v1").requireSuccess();
        assertThat(run("ls", "containerd:").requireSuccess().out()).contains("node.test/app:v1");
        assertThat(dray("tree", "containerd:app", "--address", containerd.socket(), "--namespace", "k8s.io")
                        .message())
                .contains("holds no images in namespace k8s.io; its namespaces are test");
    }
}
