package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.image.ImageDestination;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.store.LocalStore;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bare name means an image of the local store, in every command that reads images. */
class StoredImageTest {
    private final MemoryContent blobs = new MemoryContent();
    private final Descriptor image = ImageBuilder.anImageIn(blobs).withLayers(2).build();

    @TempDir
    private Path root;

    @BeforeEach
    void storeAnImage() throws IOException {
        try (LocalStore store = LocalStore.open(root);
                ImageDestination destination = store.namespace("default").destination()) {
            for (Digest digest : blobs.digests()) {
                ContentWrites.store(destination.ingester(), "blob-" + digest, blobs.bytes(digest));
            }
            destination.put(image, "docker.io/library/app:v1");
        }
    }

    @Test
    void isExportedByItsName(@TempDir Path elsewhere) {
        Path archive = elsewhere.resolve("app.tar");
        dray("export", "app:v1", "--root", root, "-o", archive).requireSuccess();
        assertThat(dray("ls", "oci-archive:" + archive, "--digests")
                        .requireSuccess()
                        .out())
                .contains("docker.io/library/app:v1")
                .contains(image.digest().toString());
    }

    @Test
    void isVerifiedInspectedAndShownAsATree() {
        assertThat(dray("verify", "docker.io/library/app:v1", "--root", root)
                        .requireSuccess()
                        .out())
                .contains("docker.io/library/app:v1: ok, 4 blobs");
        assertThat(dray("inspect", "app:v1", "--root", root, "--raw")
                        .requireSuccess()
                        .outBytes())
                .isEqualTo(blobs.bytes(image.digest()));
        assertThat(dray("tree", "app:v1", "--root", root).requireSuccess().lines())
                .hasSize(5);
    }

    @Test
    void anUnknownNameIsMissing() {
        Invocation run = dray("tree", "app:v2", "--root", root);
        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.toString()).contains("holds no image named app:v2");
    }

    @Test
    void readingAStoreThatIsNotThereMakesNone(@TempDir Path elsewhere) {
        Path absent = elsewhere.resolve("absent");
        Invocation run = dray("tree", "app:v1", "--root", absent);
        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.toString()).contains("there is no local store in " + absent);
        assertThat(Files.exists(absent)).isFalse();
    }

    @Test
    void aNamespaceHasImagesOfItsOwn() {
        Invocation run = dray("tree", "app:v1", "--root", root, "--namespace", "other");
        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
    }
}
