package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What somebody noted of an image, too long or odd, is dropped and told; the image arrives. */
class OddNotesTest {
    private static final String NAME = "registry.example/app:v1";
    private static final String SOURCE = "containerd.io/distribution.source.";

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(1).build().withPlatform(null);

    @TempDir
    private Path directory;

    private Path root;
    private Path layout;

    @BeforeEach
    void writeLayout() throws IOException {
        root = directory.resolve("store");
        String repositories =
                IntStream.range(0, 500).mapToObj(i -> "team-" + i + "/app").collect(Collectors.joining(","));
        Descriptor noted = image.withAnnotation(ImageAnnotations.IMAGE_NAME, NAME)
                .withAnnotation(SOURCE + "many.example", repositories)
                .withAnnotation(SOURCE, "x/y")
                .withAnnotation(SOURCE + "bad host!", "x/y")
                .withAnnotation(SOURCE + "k".repeat(5000) + ".example", "x/y")
                .withAnnotation(SOURCE + "good.example", "team/app")
                .withAnnotation("", "no key")
                .withAnnotation("key".repeat(15_000), "a long key")
                .withAnnotation("odd\n\u0001\u202e", "odd\t\u0000\u2028value")
                .withAnnotation("long value", "v".repeat(100_000));
        layout = LayoutDirectory.write(directory.resolve("lay"), content, noted);
    }

    @Test
    void theLocalStoreTakesTheImage() {
        Invocation run = dray("import", layout, "--root", root).requireSuccess();
        assertThat(run.err().lines())
                .anyMatch(line -> line.contains("label \"" + SOURCE + "many.example\"")
                        && line.contains("more than the 4096 allowed"))
                .anyMatch(line -> line.contains("annotation \"\": it is empty"))
                .noneMatch(line -> line.contains("good.example"))
                .allMatch(line -> line.length() < 500);
        dray("verify", NAME, "--root", root).requireSuccess();
        Path tar = directory.resolve("again.tar");
        dray("export", NAME, "-o", tar, "--root", root).requireSuccess();
        assertThat(dray("inspect", "oci-archive:" + tar).requireSuccess().out())
                .contains(SOURCE + "good.example=team/app");
    }

    @Test
    void programsAreToldToo() {
        List<JsonNode> warnings = dray("import", layout, "--json", "--root", root).requireSuccess().documents().stream()
                .filter(event -> event.get("event").asString().equals("warning"))
                .toList();
        assertThat(warnings)
                .extracting(event -> event.get("message").asString())
                .anyMatch(message -> message.contains("many.example"));
    }

    @Test
    void containerdTakesTheImage() throws IOException {
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"))) {
            Object[] place = {"--address", containerd.socket(), "--namespace", ContainerdProcess.NAMESPACE};
            Invocation run = dray("copy", "oci:" + layout, "containerd:", place[0], place[1], place[2], place[3])
                    .requireSuccess();
            assertThat(run.err()).contains("dropped a note of ", SOURCE + "many.example");
            dray("verify", "containerd:" + NAME, place[0], place[1], place[2], place[3])
                    .requireSuccess();
            assertThat(containerd.ctr("content", "ls").requireSuccess().out())
                    .contains(SOURCE + "good.example=team/app");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci:%s", "oci-archive:%s", "docker-archive:%s"})
    void otherPlacesTakeTheImage(String place) {
        String to = String.format(place, directory.resolve("to"));
        dray("copy", "oci:" + layout, to).requireSuccess();
        dray("verify", to).requireSuccess();
    }

    @Test
    void aRegistryTakesTheImage() {
        FaultyRegistry registry = FaultyRegistry.create();
        try (WireServer server = WireServer.start(registry)) {
            dray("copy", "oci:" + layout, "docker://" + server.authority() + "/team/app:v1")
                    .requireSuccess();
            assertThat(registry.tagged("team/app", "v1"))
                    .isEqualTo(image.digest().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40_000, 1_000_000})
    void aNameThatNoStoreKeepsLeavesTheImageToItsDigest(int length) throws IOException {
        Path named = LayoutDirectory.write(
                directory.resolve("named"),
                content,
                image.withAnnotation(ImageAnnotations.IMAGE_NAME, "registry.example/" + "a".repeat(length)));
        Invocation run = dray("import", named, "--root", root).requireSuccess();
        assertThat(run.err())
                .contains("dropped a note of ", "name \"registry.example/aaa")
                .contains("goes by its digest");
        assertThat(run.out()).contains("@" + image.digest()).hasSizeLessThan(500);
        dray("verify", "@" + image.digest(), "--root", root).requireSuccess();
    }
}
