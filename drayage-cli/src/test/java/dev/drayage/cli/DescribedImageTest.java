package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code inspect}, {@code digest} and {@code ls -q} say of an image. */
class DescribedImageTest {
    private static final String CONFIG = "{\"architecture\":\"arm\",\"variant\":\"v7\",\"os\":\"linux\","
            + "\"created\":\"2024-05-06T07:08:09Z\",\"config\":{\"User\":\"app\",\"ExposedPorts\":{\"80/tcp\":{}},"
            + "\"Env\":[\"PATH=/bin\",\"A=b c\"],\"Entrypoint\":[\"/bin/sh\",\"-c\"],\"Cmd\":[\"run\"],"
            + "\"Volumes\":{\"/data\":{}},\"WorkingDir\":\"/srv\",\"Labels\":{\"maintainer\":\"me\"},"
            + "\"StopSignal\":\"SIGINT\"},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"DIFF-ID\"]},"
            + "\"history\":[{\"created\":\"2024-05-06T07:08:09Z\",\"created_by\":\"COPY x /\"},"
            + "{\"created_by\":\"CMD run\",\"comment\":\"by hand\",\"empty_layer\":true}]}";

    private final MemoryContent content = new MemoryContent();
    private final SampleImage sample = new SampleImage();
    private final Descriptor layer = content.add(MediaTypes.OCI_LAYER, new byte[] {1, 2, 3});
    private final Descriptor config = content.add(
            MediaTypes.OCI_CONFIG,
            CONFIG.replace(
                            "DIFF-ID",
                            Digest.compute(DigestAlgorithm.SHA256, new byte[] {1, 2, 3})
                                    .toString())
                    .getBytes(StandardCharsets.UTF_8));
    private final Descriptor image = content.add(
            MediaTypes.OCI_MANIFEST,
            ("{\"schemaVersion\":2,\"config\":" + json(config) + ",\"layers\":[" + json(layer) + "]}")
                    .getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path directory;

    private String source;
    private String several;

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"" + descriptor.mediaType() + "\",\"digest\":\"" + descriptor.digest() + "\",\"size\":"
                + descriptor.size() + "}";
    }

    @BeforeEach
    void writeLayouts() throws IOException {
        LayoutDirectory.write(directory.resolve("one"), content, LayoutDirectory.tagged(image, "v1"));
        source = "oci:" + directory.resolve("one");
        several = sample.layout(directory.resolve("several"));
    }

    @Test
    void peopleSeeHowItIsRunAndHowItWasMade() {
        assertThat(dray("inspect", source).requireSuccess().lines())
                .contains(
                        "  Platform:  linux/arm/v7",
                        "  Created:   2024-05-06T07:08:09Z",
                        "  User:      app",
                        "  Workdir:   /srv",
                        "  Entrypoint: [\"/bin/sh\", \"-c\"]",
                        "  Cmd:       [\"run\"]",
                        "  Env:       PATH=/bin",
                        "  Env:       A=b c",
                        "  Ports:     80/tcp",
                        "  Volumes:   /data",
                        "  Stop:      SIGINT",
                        "  Label:     maintainer=me",
                        "  Layer:     " + layer.digest() + "  3 B  " + MediaTypes.OCI_LAYER,
                        "  History:   2024-05-06T07:08:09Z  COPY x /",
                        "  History:   CMD run  # by hand");
    }

    @Test
    void programsGetEveryDigest() {
        JsonNode document =
                dray("inspect", "--json", source).requireSuccess().documents().get(0);
        JsonNode manifest = document.get("manifests").get(0);

        assertThat(document.get("digest").asString()).isEqualTo(image.digest().toString());
        assertThat(manifest.get("digest").asString()).isEqualTo(image.digest().toString());
        assertThat(manifest.get("config").get("digest").asString())
                .isEqualTo(config.digest().toString());
        assertThat(manifest.get("config").get("env").get(1).asString()).isEqualTo("A=b c");
        assertThat(manifest.get("layers").get(0).get("digest").asString())
                .isEqualTo(layer.digest().toString());
        assertThat(manifest.get("diffIds").size()).isEqualTo(1);
        assertThat(manifest.get("history").get(1).get("emptyLayer").asBoolean()).isTrue();
        assertThat(manifest.has("variant")).isTrue();
        assertThat(manifest.has("osVersion")).isFalse();
    }

    @Test
    void templatesPrintFields() {
        assertThat(dray("inspect", source, "--format", "{{.Digest}}")
                        .requireSuccess()
                        .out()
                        .strip())
                .isEqualTo(image.digest().toString());
        assertThat(dray("inspect", source, "--format", "{{json .Config.Cmd}} {{.Architecture}}")
                        .requireSuccess()
                        .out()
                        .strip())
                .isEqualTo("[\"run\"] arm");
        assertThat(dray("inspect", several, "--platform", "linux/arm64", "--format", "{{.Architecture}}")
                        .requireSuccess()
                        .out()
                        .strip())
                .isEqualTo("arm64");
    }

    @Test
    void aWrongTemplateIsWrongUsage() {
        Invocation unknown = dray("inspect", source, "--format", "{{.Nothing}}");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.message()).contains("there is no .Nothing; there are ", ".Digest");
        assertThat(dray("inspect", source, "--format", "{{.Digest").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(dray("inspect", source, "--format", "{{.Digest}}", "--json").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(dray("inspect", source, "--format", "{{.Digest}}", "--raw").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void digestPrintsWhatANameMeans() throws IOException {
        assertThat(dray("digest", source).requireSuccess().out()).isEqualTo(image.digest() + System.lineSeparator());
        assertThat(dray("digest", several + ":v1", source + ":v1")
                        .requireSuccess()
                        .lines())
                .containsExactly(
                        sample.index.digest().toString(), image.digest().toString());
        assertThat(dray("digest", several, "--platform", "linux/arm64")
                        .requireSuccess()
                        .lines())
                .containsExactly(sample.arm64.digest().toString());
        assertThat(dray("digest", source, "--platform", "linux/amd64").exitCode())
                .isEqualTo(ExitCode.MISSING);
        assertThat(dray("digest", source + ":none").exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(dray("digest", source, "--json")
                        .requireSuccess()
                        .documents()
                        .get(0)
                        .get("digest")
                        .asString())
                .isEqualTo(image.digest().toString());
    }

    @Test
    void digestWorksForEveryPlace() {
        Path tar = directory.resolve("image.tar");
        Path root = directory.resolve("store");
        dray("export", source, "-o", tar, "--name", "app:v1").requireSuccess();
        dray("import", tar, "--root", root).requireSuccess();
        FaultyRegistry registry =
                FaultyRegistry.create().holding("app", content, List.of(image)).tag("app", "v1", image.digest());
        try (WireServer server = WireServer.start(registry)) {
            for (Invocation run : List.of(
                    dray("digest", "oci-archive:" + tar),
                    dray("digest", "app:v1", "--root", root),
                    dray("digest", "docker://" + server.authority() + "/app:v1"))) {
                assertThat(run.requireSuccess().lines())
                        .as(run.toString())
                        .containsExactly(image.digest().toString());
            }
        }
    }

    @Test
    void digestOfSeveralImagesIsAskedFor() throws IOException {
        LayoutDirectory.write(
                directory.resolve("one"),
                content,
                LayoutDirectory.tagged(image, "v1"),
                LayoutDirectory.tagged(layer, "v2"));
        Invocation run = dray("digest", source);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message()).contains("holds 2 images; choose one");
    }

    @Test
    void namesOnlyAreListed() {
        Path root = directory.resolve("store");
        dray("import", directory.resolve("one"), "--name", "app:v1", "--root", root)
                .requireSuccess();
        assertThat(dray("ls", "-q", "--root", root).requireSuccess().lines())
                .containsExactly("docker.io/library/app:v1");
        assertThat(dray("ls", "-q", source).requireSuccess().lines()).containsExactly("v1");
        assertThat(dray("ls", "-q", "--digests", source).requireSuccess().lines())
                .containsExactly("v1  " + image.digest());
        assertThat(dray("ls", "--digests", source).requireSuccess().out())
                .contains(image.digest().toString());
    }
}
