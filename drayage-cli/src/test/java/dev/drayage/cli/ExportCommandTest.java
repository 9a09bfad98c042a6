package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.document.Limits;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ExportCommandTest {
    private final SampleImage image = new SampleImage();

    @TempDir
    private Path directory;

    private Path archive() {
        return directory.resolve("image.tar");
    }

    private Invocation export(String source, Object... options) {
        return dray(Stream.concat(Stream.of("export", source, "-o", archive()), Stream.of(options))
                .toArray());
    }

    private String layout() throws IOException {
        return image.layout(directory.resolve("layout"));
    }

    private String record(String name) throws IOException {
        return RawTar.of(archive()).record(name).text();
    }

    private static String path(Descriptor descriptor) {
        return BlobPaths.path(descriptor.digest());
    }

    @Test
    void takesEveryPlatformAndSaysWhatItWrote() throws IOException {
        Invocation run = export(layout()).requireSuccess();

        assertThat(run.out()).isEmpty();
        assertThat(run.message())
                .isEqualTo("dray: wrote " + archive() + ": 7 blobs, all digests right, "
                        + ByteCount.exact(Files.size(archive())));
        assertThat(RawTar.of(archive()).names())
                .contains(path(image.index), path(image.amd64), path(image.arm64), "manifest.json", "oci-layout");
    }

    @Test
    void quietSaysNothing() throws IOException {
        Invocation run = export(layout(), "--quiet").requireSuccess();

        assertThat(run.out() + run.err()).isEmpty();
    }

    @Test
    void theSameImageGivesTheSameArchiveFromEverySourceAndToEveryTarget() throws IOException {
        export(layout()).requireSuccess();
        byte[] expected = Files.readAllBytes(archive());

        assertThat(dray("export", layout(), "-o", "-").requireSuccess().outBytes())
                .isEqualTo(expected);
        assertThat(dray("export", "oci-archive:" + archive(), "-o", "-")
                        .requireSuccess()
                        .outBytes())
                .isEqualTo(expected);
        assertThat(dray("export", image.archive(directory.resolve("dots.tar"), "."), "-o", "-", "--threads", "1")
                        .requireSuccess()
                        .outBytes())
                .isEqualTo(expected);
    }

    @Test
    void takesOnePlatform() throws IOException {
        export(layout(), "--platform", "linux/arm64").requireSuccess();

        assertThat(RawTar.of(archive()).names())
                .contains(path(image.index), path(image.arm64))
                .doesNotContain(path(image.amd64));
    }

    @Test
    void takesSeveralPlatformsTheFirstForDocker() throws IOException {
        export(layout(), "--platform", "linux/arm64", "--platform", "linux/amd64", "--name", "app:v1")
                .requireSuccess();

        assertThat(RawTar.of(archive()).names()).contains(path(image.amd64), path(image.arm64));
        JsonNode docker = Invocation.documents(record("manifest.json")).get(0);
        assertThat(docker.at("/0/Layers").size()).isEqualTo(1);
        assertThat(docker.at("/0/RepoTags/0").asString()).isEqualTo("app:v1");
    }

    @Test
    void allPlatformsWithAPlatformPrefersThatForDocker() throws IOException {
        export(layout(), "--all-platforms", "--platform", "linux/arm64").requireSuccess();

        assertThat(RawTar.of(archive()).names()).contains(path(image.amd64), path(image.arm64));
        assertThat(Invocation.documents(record("manifest.json"))
                        .get(0)
                        .at("/0/Layers")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void refusesAPlatformThatIsNotThere() throws IOException {
        Invocation run = export(layout(), "--platform", "linux/s390x");

        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.message()).contains("a manifest for linux/s390x");
        assertThat(archive()).doesNotExist();
    }

    @Test
    void leavesOutAPlatformThatIsNotWhollyThereUnlessAllAreAskedFor() throws IOException {
        image.content.remove(image.arm64.digest());

        assertThat(export(layout()).requireSuccess().err())
                .contains("dray: left out, for it is missing: manifest " + image.arm64.digest() + " for linux/arm64");

        Files.delete(archive());
        Invocation all = export(layout(), "--all-platforms");
        assertThat(all.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(all.message()).contains("manifest " + image.arm64.digest() + " for linux/arm64");
        assertThat(archive()).doesNotExist();
    }

    @Test
    void missingContentIsReportedAllAtOnceOrLeftOutAsAsked() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor one = anImageIn(content)
                .withLayers(2)
                .withLayer("unlike the others".getBytes(StandardCharsets.US_ASCII))
                .build();
        List<Descriptor> layers = Manifest.parse(
                        RawDocument.of(content.bytes(one.digest())), one.mediaType(), Limits.defaults())
                .layers();
        content.remove(layers.get(0).digest());
        content.remove(layers.get(1).digest());
        String source =
                "oci:" + LayoutDirectory.write(directory.resolve("holes"), content, LayoutDirectory.tagged(one, "v1"));

        Invocation fail = export(source);
        assertThat(fail.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(fail.message())
                .contains("layer " + layers.get(0).digest())
                .contains("layer " + layers.get(1).digest());
        assertThat(archive()).doesNotExist();

        export(source, "--missing", "skip").requireSuccess();
        assertThat(RawTar.of(archive()).names()).contains(path(one)).doesNotContain(path(layers.get(2)));

        export(source, "--missing", "sparse").requireSuccess();
        assertThat(RawTar.of(archive()).names())
                .contains(path(one), path(layers.get(2)))
                .doesNotContain(path(layers.get(0)));
    }

    @Test
    void namesTheImage() throws IOException {
        export(layout(), "--name", "registry.example:5000/app:v2").requireSuccess();

        assertThat(record("index.json"))
                .contains("\"io.containerd.image.name\":\"registry.example:5000/app:v2\"")
                .contains("\"org.opencontainers.image.ref.name\":\"v2\"");
        assertThat(record("manifest.json")).contains("\"RepoTags\":[\"registry.example:5000/app:v2\"]");
    }

    @Test
    void aNameIsForOneImage() throws IOException {
        String other = "oci:" + Fixtures.hello();
        Invocation run = dray("export", layout(), other, "-o", archive(), "--name", "a:b");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message())
                .contains("--name is for one image, but 2 were chosen; choose one with :TAG or @DIGEST");
        assertThat(export(layout(), "--name", "A B").message()).contains("--name: \"A B\" is not the name of an image");
    }

    @Test
    void severalImagesShareTheirBlobsInOneArchive() throws IOException {
        Path copy = directory.resolve("copy");
        image.layout(copy);

        dray("export", layout() + "@" + image.amd64.digest(), "oci:" + copy + ":v1", "-o", archive())
                .requireSuccess();

        RawTar tar = RawTar.of(archive());
        assertThat(tar.names()).doesNotHaveDuplicates();
        assertThat(Invocation.documents(tar.record("index.json").text())
                        .get(0)
                        .get("manifests")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void leavesOutWhatItIsToldTo() throws IOException {
        MemoryContent content = new MemoryContent();
        byte[] windows = {1, 2, 3};
        Descriptor one = anImageIn(content)
                .withLayers(1)
                .withStoredLayer(MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE, windows, windows)
                .build();
        Descriptor foreign = Descriptor.of(
                MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE,
                Digest.compute(DigestAlgorithm.SHA256, windows),
                windows.length);
        String source = "oci:"
                + LayoutDirectory.write(directory.resolve("windows"), content, LayoutDirectory.tagged(one, "v1"));

        export(source).requireSuccess();
        assertThat(RawTar.of(archive()).names()).contains(path(foreign), "manifest.json");

        export(source, "--skip-non-distributable", "--no-docker-manifest").requireSuccess();
        assertThat(RawTar.of(archive()).names()).doesNotContain(path(foreign), "manifest.json");
    }

    @Test
    void tellsProgramsWhatHappens() throws IOException {
        image.content.remove(image.arm64.digest());
        Invocation run = export(layout(), "--json").requireSuccess();

        assertThat(run.err()).isEmpty();
        List<JsonNode> events = run.documents();
        assertThat(events.stream().map(event -> event.get("event").asString()).distinct())
                .containsExactly("warning", "planned", "progress", "done");
        JsonNode planned = events.get(1);
        JsonNode done = events.get(events.size() - 1);
        assertThat(planned.get("size").asLong()).isEqualTo(Files.size(archive()));
        assertThat(done.get("size").asLong()).isEqualTo(Files.size(archive()));
        assertThat(done.get("file").asString()).isEqualTo(archive().toString());
        JsonNode last = events.get(events.size() - 2);
        assertThat(last.get("written").asLong()).isEqualTo(last.get("total").asLong());
    }

    @Test
    void tellsProgramsOnStandardErrorWhereTheArchiveGoesToStandardOutput() throws IOException {
        Invocation run = dray("export", layout(), "-o", "-", "--json").requireSuccess();

        assertThat(RawTar.of(run.outBytes()).names()).contains("index.json");
        List<JsonNode> events = Invocation.documents(run.err());
        assertThat(events.get(events.size() - 1).get("event").asString()).isEqualTo("done");
    }

    @Test
    void tellsProgramsOfFailure() throws IOException {
        image.content.flipBit(image.amd64.digest(), 7);
        Invocation run = export(layout(), "--json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CORRUPT);
        JsonNode error = Invocation.documents(run.err()).get(0);
        assertThat(error.get("event").asString()).isEqualTo("error");
        assertThat(error.get("exitCode").asInt()).isEqualTo(ExitCode.CORRUPT);
        assertThat(error.get("message").asString())
                .contains(image.amd64.digest().toString());
    }

    @Test
    void replacesAnArchiveOnlyByAWholeOne() throws IOException {
        Files.writeString(archive(), "the old one");
        image.content.flipBit(image.amd64.digest(), 7);
        export(layout());
        assertThat(archive()).hasContent("the old one");

        image.content.flipBit(image.amd64.digest(), 7);
        export(layout()).requireSuccess();
        assertThat(RawTar.of(archive()).names()).contains("index.json");
    }
}
