package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** {@code ls}, {@code inspect}, {@code tree} and {@code verify}, of a layout and of tars of it. */
class ReadingCommandsTest {
    private final SampleImage image = new SampleImage();

    @TempDir
    private Path directory;

    /** How the image is kept. */
    enum Form {
        LAYOUT,
        ARCHIVE,
        ARCHIVE_WITH_DOT_SLASH
    }

    private String write(Form form) throws IOException {
        Path place = directory.resolve(form.name().toLowerCase(Locale.ROOT));
        return switch (form) {
            case LAYOUT -> image.layout(place);
            case ARCHIVE -> image.archive(place, "oci-layout", "index.json", "blobs");
            case ARCHIVE_WITH_DOT_SLASH -> image.archive(place, ".");
        };
    }

    private String shortForm(Descriptor descriptor) {
        return descriptor.digest().shortForm();
    }

    private long size() {
        return image.content.digests().stream()
                .mapToLong(digest -> image.content.bytes(digest).length)
                .sum();
    }

    @ParameterizedTest
    @EnumSource
    void lsListsImagesWithTheirPlatforms(Form form) throws IOException {
        List<String> lines = dray("ls", write(form)).requireSuccess().lines();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("IMAGE +DIGEST +TYPE +SIZE +PLATFORMS");
        assertThat(lines.get(1))
                .matches("v1 +" + shortForm(image.index) + " +index +2\\.. KiB +linux/amd64, linux/arm64");
    }

    @ParameterizedTest
    @EnumSource
    void lsTellsTheSameToPrograms(Form form) throws IOException {
        List<JsonNode> documents =
                dray("ls", "--json", write(form)).requireSuccess().documents();

        assertThat(documents).hasSize(1);
        JsonNode document = documents.get(0);
        assertThat(document.get("refName").asString()).isEqualTo("v1");
        assertThat(document.get("digest").asString())
                .isEqualTo(image.index.digest().toString());
        assertThat(document.get("platforms").values())
                .extracting(JsonNode::asString)
                .containsExactly("linux/amd64", "linux/arm64");
        assertThat(document.get("blobs").asInt()).isEqualTo(7);
        assertThat(document.get("contentSize").asLong()).isEqualTo(size());
        assertThat(document.get("missing").asInt()).isZero();
    }

    @Test
    void lsPrintsWholeDigestsIfAsked() throws IOException {
        assertThat(dray("ls", "--digests", write(Form.LAYOUT)).requireSuccess().out())
                .contains(image.index.digest().toString());
    }

    @Test
    void lsMarksWhatIsMissing() throws IOException {
        image.content.remove(image.arm64.digest());

        assertThat(dray("ls", write(Form.LAYOUT)).requireSuccess().out()).contains("(1 missing)");
    }

    @ParameterizedTest
    @EnumSource
    void inspectDescribesEveryManifest(Form form) throws IOException {
        String out = dray("inspect", write(form)).requireSuccess().out();

        assertThat(out)
                .contains("Digest:      " + image.index.digest())
                .contains("Content:     7 blobs, " + size() + " bytes")
                .contains("Manifest:  " + image.amd64.digest() + "  linux/amd64")
                .contains("Manifest:  " + image.arm64.digest() + "  linux/arm64")
                .contains("Layer:     sha256:");
    }

    @ParameterizedTest
    @EnumSource
    void inspectPrintsDocumentsToTheByte(Form form) throws IOException {
        String source = write(form) + ":v1";

        assertThat(dray("inspect", "--raw", source).requireSuccess().outBytes())
                .isEqualTo(image.content.bytes(image.index.digest()));
        assertThat(dray("inspect", "--raw", "--platform", "linux/arm64", source)
                        .requireSuccess()
                        .outBytes())
                .isEqualTo(image.content.bytes(image.arm64.digest()));
        assertThat(dray("inspect", "--config", "--platform", "linux/arm64", source)
                        .requireSuccess()
                        .out())
                .startsWith("{\"architecture\":\"arm64\",\"os\":\"linux\"");
    }

    @Test
    void inspectLooksAtOnePlatform() throws IOException {
        String source = write(Form.LAYOUT);

        assertThat(dray("inspect", "--platform", "linux/arm64", source)
                        .requireSuccess()
                        .out())
                .contains(image.arm64.digest().toString())
                .doesNotContain(image.amd64.digest().toString());
        assertThat(dray("inspect", "--json", "--platform", "linux/arm64", source)
                        .requireSuccess()
                        .documents()
                        .get(0)
                        .get("digest")
                        .asString())
                .isEqualTo(image.arm64.digest().toString());

        Invocation absent = dray("inspect", "--platform", "linux/s390x", source);
        assertThat(absent.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(absent.message())
                .isEqualTo("dray: missing from " + source
                        + ": a manifest for linux/s390x (image v1 is for linux/amd64, linux/arm64)");
    }

    @Test
    void inspectAsksWhichConfigIsMeant() throws IOException {
        String source = write(Form.LAYOUT);
        Invocation run = dray("inspect", "--config", source);

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message()).startsWith("dray: " + source + " has 2 manifests; choose one with --platform");
    }

    @ParameterizedTest
    @EnumSource
    void treeShowsPlatformsTypesSizesAndWhatIsShared(Form form) throws IOException {
        List<String> lines = dray("tree", write(form)).requireSuccess().lines();

        assertThat(lines).hasSize(9);
        assertThat(lines.get(0)).isEqualTo("v1");
        assertThat(lines.get(1))
                .isEqualTo("└─ index " + shortForm(image.index) + "  " + image.index.size() + " B  "
                        + MediaTypes.OCI_INDEX);
        assertThat(lines.get(2))
                .isEqualTo("   ├─ manifest " + shortForm(image.amd64) + "  linux/amd64  " + image.amd64.size() + " B  "
                        + MediaTypes.OCI_MANIFEST);
        assertThat(lines.get(3)).startsWith("   │  ├─ config sha256:").endsWith("  " + MediaTypes.OCI_CONFIG);
        assertThat(lines.get(8))
                .startsWith("      └─ layer sha256:")
                .endsWith("  200 B  " + MediaTypes.OCI_LAYER + "  (shared, see above)");
    }

    @Test
    void treeTellsTheSameToPrograms() throws IOException {
        JsonNode root = dray("tree", "--json", write(Form.LAYOUT))
                .requireSuccess()
                .documents()
                .get(0);

        assertThat(root.at("/children/1/digest").asString())
                .isEqualTo(image.arm64.digest().toString());
        assertThat(root.at("/children/1/platform").asString()).isEqualTo("linux/arm64");
        assertThat(root.at("/children/1/children/1/shared").asString()).isEqualTo("yes");
        assertThat(root.at("/children/1/children/1/state").asString()).isEqualTo("present");
    }

    @ParameterizedTest
    @EnumSource
    void verifyFindsASoundImageSound(Form form) throws IOException {
        String source = write(form);

        assertThat(dray("verify", source).requireSuccess().out())
                .isEqualTo(source + ": ok, 7 blobs, " + ByteCount.exact(size()) + ", 3 diffIDs compared\n");
    }

    @ParameterizedTest
    @EnumSource
    void verifyNamesWhatIsMissingCorruptAndUnreferenced(Form form) throws IOException {
        Descriptor stray = image.content.add(MediaTypes.OCTET_STREAM, new byte[] {1, 2, 3});
        image.content.flipBit(image.arm64.digest(), 100);
        String source = write(form);
        Invocation run = dray("verify", source);

        assertThat(run.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run.lines())
                .anyMatch(line -> line.startsWith("corrupt: manifest " + image.arm64.digest() + " in " + source))
                .anyMatch(line -> line.equals("note: blob " + stray.digest() + " (3 bytes) is unreferenced"))
                .anyMatch(line -> line.startsWith(source + ": NOT ok"));

        JsonNode document = dray("verify", "--json", source).documents().get(0);
        assertThat(document.get("verdict").asString()).isEqualTo("corrupt");
        assertThat(document.at("/findings/0/digest").asString())
                .isEqualTo(image.arm64.digest().toString());
        assertThat(document.get("unreferenced").values())
                .extracting(JsonNode::asString)
                .contains(stray.digest().toString());
    }

    @Test
    void verifyEndsWith3IfContentIsOnlyMissing() throws IOException {
        image.content.remove(image.arm64.digest());
        Invocation run = dray("verify", write(Form.LAYOUT));

        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.out()).contains("missing: manifest " + image.arm64.digest());
    }

    @Test
    void verifyOfOneImageSaysNothingOfTheOthersBlobs() throws IOException {
        image.content.add(MediaTypes.OCTET_STREAM, new byte[] {1, 2, 3});

        assertThat(dray("verify", write(Form.LAYOUT) + ":v1").requireSuccess().out())
                .doesNotContain("unreferenced");
    }

    @Test
    void severalSourcesAreReadOneAfterTheOther() throws IOException {
        assertThat(dray("ls", write(Form.LAYOUT), write(Form.ARCHIVE))
                        .requireSuccess()
                        .lines())
                .hasSize(3);
    }

    @Test
    void quietPrintsResultsAllTheSame() throws IOException {
        String source = write(Form.LAYOUT);

        for (String command : List.of("tree", "inspect", "verify")) {
            assertThat(dray(command, "--quiet", source).requireSuccess().out())
                    .isEqualTo(dray(command, source).out())
                    .isNotEmpty();
        }
    }

    @Test
    void whatAnImageIsCalledCannotSteerTheTerminal() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor evil = anImageIn(content).build().withAnnotation("a", "\033[2J\nforged: line");
        Path layout = LayoutDirectory.write(
                directory.resolve("evil"), content, LayoutDirectory.tagged(evil, "v1\r\033]0;title\007"));

        for (String command : List.of("ls", "tree", "inspect")) {
            String out = dray(command, "oci:" + layout).requireSuccess().out();
            assertThat(out).contains("v1\\u000d\\u001b]0;title\\u0007").doesNotContain("\033", "\r", "\nforged");
        }
    }

    @Test
    void aLayoutWithoutImagesIsListedAsEmptyAndRefusedByTheOthers() throws IOException {
        Path layout = LayoutDirectory.write(directory.resolve("empty"), image.content);

        assertThat(dray("ls", "oci:" + layout).requireSuccess().lines()).hasSize(1);
        Invocation run = dray("tree", "oci:" + layout);
        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.message()).contains("holds no images: its index.json lists none");
        dray("tree", "oci:" + layout + "@" + image.amd64.digest()).requireSuccess();
    }
}
