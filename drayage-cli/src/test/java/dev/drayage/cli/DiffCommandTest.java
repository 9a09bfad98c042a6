package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code dray diff}: what it shows, and what it exits with. */
class DiffCommandTest {
    @TempDir
    private Path directory;

    private final MemoryContent content = new MemoryContent();

    private String layout(String name, Descriptor... images) throws IOException {
        return "oci:" + LayoutDirectory.write(directory.resolve(name), content, images);
    }

    private String layout(String name, Descriptor image) throws IOException {
        return layout(name, new Descriptor[] {LayoutDirectory.tagged(image, "v1")});
    }

    private Descriptor image(byte[]... layers) {
        ImageBuilder image = anImageIn(content);
        for (byte[] layer : layers) {
            image.withGzipLayer(layer);
        }
        return image.build();
    }

    private static LayerDraft base() {
        return new LayerDraft()
                .mode(0755)
                .directory("etc")
                .directory("usr")
                .mode(0644)
                .file("etc/passwd", "root\n")
                .file("etc/motd", "hello\n")
                .file("usr/tool", "tool");
    }

    private Invocation differing(Object... arguments) {
        Invocation run = dray(arguments);
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
        return run;
    }

    private static List<String> files(Invocation run) {
        return run.documents().stream()
                .filter(each -> each.get("event").asString().equals("file"))
                .map(each ->
                        each.get("change").asString() + " " + each.get("path").asString()
                                + (each.has("differs")
                                        ? each.get("differs")
                                                .valueStream()
                                                .map(JsonNode::asString)
                                                .collect(Collectors.joining(",", " ", ""))
                                        : ""))
                .toList();
    }

    @Test
    void saysNothingOfWhatIsTheSame() throws IOException {
        String one = layout("one", image(base().bytes()));
        String other = layout("other", image(base().bytes()));
        Invocation run = dray("diff", one, other).requireSuccess();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEmpty();
        assertThat(dray("diff", "--json", one, other).requireSuccess().documents())
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.get("equal").asBoolean()).isTrue();
                    assertThat(result.get("same").asInt()).isEqualTo(1);
                });
    }

    private Descriptor document(String mediaType, String json) {
        return content.add(mediaType, json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatArtifactManifestsListIsNotTakenForTheSame() throws IOException {
        List<String> layouts = new ArrayList<>();
        for (String each : List.of("one", "two")) {
            Descriptor blob = document("text/plain", each);
            layouts.add(layout(
                    each,
                    document(
                            MediaTypes.OCI_ARTIFACT_MANIFEST,
                            "{\"mediaType\":\"" + MediaTypes.OCI_ARTIFACT_MANIFEST
                                    + "\",\"blobs\":[{\"mediaType\":\"text/plain\",\"digest\":\"" + blob.digest()
                                    + "\",\"size\":3}]}")));
        }
        for (String option : List.of("times", "packing")) {
            assertThat(differing("diff", layouts.get(0), layouts.get(1), "--ignore", option)
                            .out())
                    .contains("blobs[0].digest");
        }
    }

    @Test
    void whatAConfigSaysOfALayerThatBothHaveIsNotTakenForTheSame() throws IOException {
        Descriptor image = image(base().bytes());
        String one = layout("one", image);
        JsonNode manifest = new JsonMapper().readTree(content.bytes(image.digest()));
        String config = new String(
                content.bytes(Digest.parse(manifest.get("config").get("digest").asString())), StandardCharsets.UTF_8);
        String diffId =
                new JsonMapper().readTree(config).at("/rootfs/diff_ids/0").asString();
        Descriptor changed = document(
                manifest.get("config").get("mediaType").asString(), config.replace(diffId, "sha256:" + "0".repeat(64)));
        String other = layout(
                "other",
                document(
                        image.mediaType(),
                        new String(content.bytes(image.digest()), StandardCharsets.UTF_8)
                                .replace(
                                        manifest.get("config").get("digest").asString(),
                                        changed.digest().toString())));
        assertThat(differing("diff", one, other).out()).contains("rootfs.diff_ids[0]");
        assertThat(differing("diff", one, other, "--no-files", "--ignore", "times,packing")
                        .out())
                .contains("rootfs.diff_ids[0]");
    }

    @Test
    void showsFilesAsTheyAreWhenAllLayersAreApplied() throws IOException {
        String one = layout("one", image(base().bytes()));
        byte[] upper = new LayerDraft()
                .mode(0600)
                .file("etc/passwd", "root\nuser\n")
                .file("etc/.wh.motd", "")
                .link("usr/alias", "tool")
                .bytes();
        String other = layout("other", image(base().bytes(), upper));
        Invocation run = differing("diff", one, other);
        assertThat(run.out()).contains("  layers\n    + 2: sha256:").endsWith("""
                          files
                              etc/
                              - motd file 0644 0:0 6 B
                              ~ passwd mode 0644 → 0600, size 5 → 10, content
                              usr/
                              + alias symbolic link 0:0 to tool
                        """.indent(0)
                .replace("                  ", ""));
        assertThat(run.message()).isEqualTo("dray: files: 1 added, 1 removed, 1 changed");
        assertThat(files(differing("diff", "--json", one, other)))
                .containsExactly("removed etc/motd", "changed etc/passwd mode,size,content", "added usr/alias");
        assertThat(files(differing("diff", "--json", "--layers", one, other)))
                .containsExactly("added etc/.wh.motd".replace(".wh.", ""), "added etc/passwd", "added usr/alias");
        assertThat(files(differing("diff", "--json", "--no-files", one, other))).isEmpty();
    }

    @Test
    void tellsWhatIsOnlyPackedDifferently() throws IOException {
        byte[] layer = base().bytes();
        String one = layout("one", anImageIn(content).withGzipLayer(layer).build());
        String other = layout("other", anImageIn(content).withLayer(layer).build());
        assertThat(differing("diff", one, other).out()).contains(", same content packed differently");
        dray("diff", one, other, "--ignore", "packing").requireSuccess();
        byte[] turned = new LayerDraft()
                .file("usr/tool", "tool")
                .file("etc/motd", "hello\n")
                .file("etc/passwd", "root\n")
                .mode(0755)
                .directory("usr")
                .directory("etc")
                .bytes();
        String third = layout("third", image(turned));
        Invocation run = differing("diff", one, third);
        assertThat(run.out()).contains(", same files in another tar").doesNotContain("files\n");
        assertThat(files(differing("diff", "--json", one, third))).isEmpty();
    }

    @Test
    void tellsTimesAlone() throws IOException {
        String one = layout("one", image(base().bytes()));
        String other = layout(
                "other", image(base().time("12.5").file("etc/motd", "hello\n").bytes()));
        assertThat(differing("diff", one, other).out())
                .contains("~ motd time 1970-01-01T00:00:00Z → 1970-01-01T00:00:12.500Z");
        dray("diff", one, other, "--ignore", "times").requireSuccess();
    }

    @Test
    void comparesOwnersAttributesAndKinds() throws IOException {
        String one = layout(
                "one",
                image(new LayerDraft()
                        .xattr("user.a", "1")
                        .file("a", "")
                        .file("b", "")
                        .link("c", "x")
                        .entry("d", '3', "", new byte[0])
                        .bytes()));
        String other = layout(
                "other",
                image(new LayerDraft()
                        .xattr("user.a", "2")
                        .file("a", "")
                        .owner(1, 2)
                        .directory("b")
                        .link("c", "y")
                        .entry("d", '3', "", new byte[0])
                        .bytes()));
        assertThat(files(differing("diff", "--json", one, other)))
                .containsExactly("changed a xattrs", "changed b kind", "changed c owner,target", "changed d owner");
        assertThat(files(differing("diff", "--json", "--ignore", "owners,xattrs", one, other)))
                .containsExactly("changed b kind", "changed c target");
    }

    @Test
    void readsNothingOfLayersThatBothHaveUnlessItMust() throws IOException {
        byte[] upper = new LayerDraft().file("etc/motd", "one").bytes();
        byte[] changed = new LayerDraft().file("etc/motd", "two").bytes();
        byte[] more = new LayerDraft().file("etc/passwd", "two").bytes();
        Descriptor one = image(base().bytes(), upper);
        Descriptor other = image(base().bytes(), changed);
        Descriptor third = image(base().bytes(), more);
        String before = layout("one", one);
        String after = layout("other", other);
        String last = layout("third", third);
        Path layer = directory
                .resolve("one/blobs/sha256")
                .resolve(dev.drayage.oci.Digest.compute(
                                dev.drayage.oci.DigestAlgorithm.SHA256, ImageBuilder.gzip(base().bytes()))
                        .hex());
        Files.write(layer, new byte[(int) Files.size(layer)]);
        assertThat(files(differing("diff", "--json", before, after))).containsExactly("changed etc/motd content");
        Invocation corrupt = dray("diff", before, last);
        assertThat(corrupt.exitCode()).isEqualTo(ExitCode.CORRUPT);
        Files.delete(layer);
        assertThat(dray("diff", before, last).exitCode()).isEqualTo(ExitCode.MISSING);
    }

    @Test
    void showsSettingsAndPlatforms() throws IOException {
        Descriptor amd64 = image(base().bytes());
        Descriptor arm64 = anImageIn(content)
                .on(Platform.of("linux", "arm64"))
                .withGzipLayer(base().bytes())
                .build();
        Descriptor changed = anImageIn(content)
                .annotated("org.example.a", "b")
                .withGzipLayer(base().bytes())
                .build();
        String one =
                layout("one", IndexBuilder.anIndexIn(content).of(amd64, arm64).build());
        String other =
                layout("other", IndexBuilder.anIndexIn(content).of(changed).build());
        Invocation run = differing("diff", one, other);
        assertThat(run.out())
                .contains("  ~ linux/amd64: ")
                .contains("    manifest\n      + annotations.org.example.a: \"b\"\n")
                .contains("  - linux/arm64: ");
        assertThat(run.out()).doesNotContain("layers", "files");
        dray("diff", one, one).requireSuccess();
        assertThat(dray("diff", one, other, "--platform", "linux/arm64").exitCode())
                .isEqualTo(ExitCode.MISSING);
    }

    @Test
    void comparesWholePlacesByName() throws IOException {
        Descriptor a = image(base().bytes());
        Descriptor b = image(new LayerDraft().file("x", "1").bytes());
        Descriptor c = image(new LayerDraft().file("x", "2").bytes());
        String one = layout("one", LayoutDirectory.tagged(a, "a"), LayoutDirectory.tagged(b, "b"));
        String other = layout(
                "other",
                LayoutDirectory.tagged(a, "a"),
                LayoutDirectory.tagged(c, "b"),
                LayoutDirectory.tagged(a, "n"));
        List<JsonNode> documents = differing("diff", "--json", one, other).documents();
        assertThat(documents.get(0).get("name").asString()).isEqualTo("b");
        assertThat(documents.get(documents.size() - 2).toString()).contains("\"name\":\"n\"", "\"change\":\"added\"");
        assertThat(documents.get(documents.size() - 1).get("same").asInt()).isEqualTo(1);
    }

    @Test
    void escapesWhatNamesWouldDoToATerminal() throws IOException {
        String one = layout("one", image(base().bytes()));
        String other = layout("other", image(base().file("etc/\u001b[2J\n", "").bytes()));
        assertThat(differing("diff", one, other).out()).contains("+ \\u001b[2J\\u000a file");
    }

    @Test
    void refusesLayersThatLeadOutOfTheirImage() throws IOException {
        String one = layout("one", image(base().bytes()));
        String other = layout("other", image(new LayerDraft().file("../up", "").bytes()));
        Invocation run = dray("diff", one, other);
        assertThat(run.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run.message()).contains("leads out of the archive");
    }

    @Test
    void comparesLayersWithTheirDiffIds() throws IOException {
        String one = layout("one", image(base().bytes()));
        byte[] stored = ImageBuilder.gzip(new LayerDraft().file("x", "").bytes());
        String other = layout(
                "other",
                anImageIn(content)
                        .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, stored, base().bytes())
                        .build());
        Invocation run = dray("diff", one, other);
        assertThat(run.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run.message()).contains("but its config names diffID");
    }

    @Test
    void failsAsDiffDoes() throws IOException {
        String one = layout("one", image(base().bytes()));
        assertThat(dray("diff", one, directory.resolve("no")).exitCode()).isNotIn(0, 1);
        assertThat(dray("diff", one, "oci:" + directory.resolve("no")).exitCode())
                .isEqualTo(ExitCode.MISSING);
        assertThat(dray("diff", one, one, "--layers", "--no-files").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(dray("diff", one, one, "--ignore", "modes", "--no-files").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(dray("diff", one, one, "--ignore", "all").message()).contains("times, owners, modes");
        Files.writeString(directory.resolve("file"), "");
        // A layout in a file: a failure of its own, which must not look like a difference.
        assertThat(dray("diff", one, "oci:" + directory.resolve("file")).exitCode())
                .isEqualTo(2);
    }
}
