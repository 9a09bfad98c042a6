package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ArtifactDraft;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifact manifests of older drafts travel with their blobs, and refer to images. */
class ArtifactDraftsTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(1).build().withPlatform(null);
    private final Descriptor draft = ArtifactDraft.of(content, MediaTypes.OCI_ARTIFACT_MANIFEST, "test/sbom", image);
    private final Descriptor oras = ArtifactDraft.of(content, MediaTypes.ORAS_ARTIFACT_MANIFEST, "test/scan", image);
    private final String blob = content.add("text/plain", "test/sbom".getBytes(StandardCharsets.UTF_8))
            .digest()
            .shortForm();

    @TempDir
    private Path directory;

    private String layout;

    @BeforeEach
    void writeLayout() throws IOException {
        LayoutDirectory.write(
                directory.resolve("images"),
                content,
                LayoutDirectory.tagged(image, "v1"),
                LayoutDirectory.tagged(draft, "draft"),
                oras);
        layout = "oci:" + directory.resolve("images");
    }

    @Test
    void theirBlobsAreShownAndVerified() {
        assertThat(dray("tree", layout + ":draft").requireSuccess().out())
                .contains("artifact " + draft.digest().shortForm())
                .contains(blob);
        assertThat(dray("ls", layout + ":draft").requireSuccess().out()).contains("artifact");
        assertThat(dray("inspect", layout + ":draft").requireSuccess().out()).contains("test/sbom", blob.substring(7));
        assertThat(dray("verify", layout).requireSuccess().out()).contains("ok, 7 blobs");
    }

    @Test
    void theyGoFromPlaceToPlaceWhole() throws IOException {
        Path tar = directory.resolve("a.tar");
        dray("export", layout + ":draft", "-o", tar).requireSuccess();
        assertThat(dray("verify", "oci-archive:" + tar).requireSuccess().out()).contains("ok, 2 blobs");
        dray("import", tar, "--name", "draft", "--root", directory.resolve("store"))
                .requireSuccess();
        dray("gc", "--root", directory.resolve("store")).requireSuccess();
        assertThat(dray("verify", "draft", "--root", directory.resolve("store"))
                        .requireSuccess()
                        .out())
                .contains("ok, 2 blobs");
        try (WireServer server = WireServer.start(FaultyRegistry.create())) {
            String there = "docker://" + server.authority() + "/team/app:draft";
            dray("copy", "oci-archive:" + tar, there).requireSuccess();
            dray("copy", there, "oci:" + directory.resolve("back") + ":draft").requireSuccess();
        }
        assertThat(dray("verify", "oci:" + directory.resolve("back"))
                        .requireSuccess()
                        .out())
                .contains("ok, 2 blobs");
    }

    @Test
    void theyComeAlongWithTheImageThatTheyAreAbout() {
        Path tar = directory.resolve("a.tar");
        dray("export", layout + ":v1", "--referrers", "-o", tar).requireSuccess();
        assertThat(dray("verify", "oci-archive:" + tar).requireSuccess().out()).contains("ok, 7 blobs");
    }

    @Test
    void aBlobThatIsMissingIsMissed() throws IOException {
        content.remove(content.add("text/plain", "test/sbom".getBytes(StandardCharsets.UTF_8))
                .digest());
        LayoutDirectory.write(directory.resolve("broken"), content, draft);
        assertThat(dray("export", "oci:" + directory.resolve("broken"), "-o", directory.resolve("b.tar"))
                        .exitCode())
                .isEqualTo(ExitCode.MISSING);
    }
}
