package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.graph.Documents;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.registry.InProcessRegistry;
import dev.drayage.testkit.registry.RegistryTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Releases of an application that change in some bytes, as bundles that hold the changes alone. */
@RegistryTest
class DeltaBundleTest {
    private final MemoryContent content = new MemoryContent();

    @TempDir
    private Path directory;

    private final Descriptor v1 = release(1);
    private final Descriptor v2 = release(2);
    private final Descriptor v3 = release(3);
    private String images;

    private static byte[] app(int version) {
        byte[] bytes = noise(1, 200_000);
        bytes[100_000] += (byte) version;
        return bytes;
    }

    private Descriptor release(int version) {
        return anImageIn(content)
                .withLayer(new LayerDraft().file("etc/same", noise(2, 9000)).bytes())
                .withLayer(new LayerDraft().file("bin/app", app(version)).bytes())
                .build();
    }

    @BeforeEach
    void writeReleases() throws IOException {
        LayoutDirectory.write(
                directory.resolve("images"),
                content,
                LayoutDirectory.tagged(v1, "v1"),
                LayoutDirectory.tagged(v2, "v2"),
                LayoutDirectory.tagged(v3, "v3"));
        images = "oci:" + directory.resolve("images");
        dray("export", images + ":v1", "-o", file("1.tar")).requireSuccess();
        dray("export", images + ":v2", "--base", archive("1.tar"), "--delta", "-o", file("2.tar"))
                .requireSuccess();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private String archive(String name) {
        return "oci-archive:" + file(name);
    }

    private String layout(String name) {
        return "oci:" + file(name);
    }

    private void requireV2(String place) {
        dray("diff", images + ":v2", place).requireSuccess();
        assertThat(dray("digest", place).requireSuccess().out())
                .contains(v2.digest().toString());
        assertThat(dray("verify", place).requireSuccess().out())
                .contains(": ok")
                .doesNotContain("not here");
    }

    private String layer(Descriptor image) throws IOException {
        return new Documents(content).manifest(image).layers().get(1).digest().toString();
    }

    @Test
    void holdsWhatChangedAndSaysHowMuchThatIs() throws IOException {
        assertThat(Files.size(file("2.tar"))).isLessThan(20_000);
        JsonNode list = Invocation.documents(
                        RawTar.of(file("2.tar")).record("blobs.json").text())
                .get(0);
        assertThat(list.at("/deltas").size()).isEqualTo(1);
        assertThat(list.at("/deltas/0/base").asInt()).isZero();
        List<String> made = new ArrayList<>();
        list.at("/blobs").forEach(blob -> {
            if (blob.has("delta")) {
                assertThat(blob.has("base")).isFalse();
                made.add(blob.at("/digest").asString());
            }
        });
        assertThat(made).containsExactly(layer(v2));

        JsonNode done = Invocation.documents(
                        dray("export", images + ":v2", "--base", archive("1.tar"), "--delta", "--json", "-o", file("j"))
                                .requireSuccess()
                                .out())
                .stream()
                .filter(event -> event.at("/event").asString().equals("done"))
                .findFirst()
                .orElseThrow();
        assertThat(done.at("/deltaBlobs").asInt()).isEqualTo(1);
        assertThat(done.at("/deltaBlobBytes").asLong()).isGreaterThan(200_000);
        assertThat(done.at("/deltaBytes").asLong()).isLessThan(10_000);
    }

    @Test
    void isTheSameHoweverItIsMade() throws IOException {
        dray("copy", archive("1.tar"), layout("base")).requireSuccess();
        byte[] again = dray("export", images + ":v2", "--base", layout("base"), "--delta", "-o", "-")
                .requireSuccess()
                .outBytes();

        assertThat(again).isEqualTo(Files.readAllBytes(file("2.tar")));
    }

    @Test
    void makesTheVeryImageWhereTheBaseIs(InProcessRegistry registry) {
        String app = "docker://" + registry.address() + "/app";
        for (String place : List.of(layout("out"), app, "registry-storage:" + file("storage") + ":app")) {
            dray("copy", archive("1.tar") + ":v1", place + ":v1").requireSuccess();
            dray("copy", archive("2.tar"), place + ":v2").requireSuccess();
            requireV2(place + ":v2");
        }
    }

    @Test
    void isCompletedWhereItGoesThoughOtherDeltasAreLookedForToo() {
        dray("copy", archive("1.tar"), layout("out")).requireSuccess();

        dray("copy", archive("2.tar"), layout("out"), "--delta-from", images + ":v1")
                .requireSuccess();

        requireV2(layout("out") + ":v2");
    }

    @Test
    void isImportedIntoAStoreThatHasTheBase() throws IOException {
        Path root = file("store");
        dray("import", file("1.tar"), "--base-name", "app", "--root", root).requireSuccess();
        dray("import", file("2.tar"), "--base-name", "app", "--root", root).requireSuccess();
        assertThat(dray("digest", "app:v2", "--root", root).requireSuccess().out())
                .contains(v2.digest().toString());
        assertThat(dray("verify", "app:v2", "--root", root).requireSuccess().out())
                .contains(": ok");

        Path piped = file("piped");
        dray("import", file("1.tar"), "--base-name", "app", "--root", piped).requireSuccess();
        Peers.require("gzip").run("-k", file("2.tar").toString()).requireSuccess();
        dray("import", file("2.tar.gz"), "--base-name", "app", "--root", piped, "--verify-diff-ids")
                .requireSuccess();
        assertThat(dray("verify", "app:v2", "--root", piped).requireSuccess().out())
                .contains(": ok");
    }

    @Test
    void isReadWithItsBaseBesideIt() throws IOException {
        dray("copy", archive("2.tar"), archive("whole.tar"), "--base", archive("1.tar"))
                .requireSuccess();

        assertThat(Files.readAllBytes(file("whole.tar")))
                .isEqualTo(dray("copy", images + ":v2", "oci-archive:-")
                        .requireSuccess()
                        .outBytes());
        assertThat(dray("verify", archive("2.tar"), "--base", archive("1.tar"))
                        .requireSuccess()
                        .out())
                .doesNotContain("not here", "unreferenced")
                .contains("2 diffIDs compared");
    }

    @Test
    void saysWhatIsMissingBeforeAnythingIsWritten() throws IOException {
        Invocation run = dray("copy", archive("2.tar"), layout("new"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.message())
                .contains(
                        layer(v2), "a delta here, upon base", "with v1", "copy the base first, or name it with --base");
        assertThat(file("new")).doesNotExist();
        dray("export", images + ":v3", "-o", file("v3.tar")).requireSuccess();
        Invocation other = dray("copy", archive("2.tar"), layout("new"), "--base", archive("v3.tar"));
        assertThat(other.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(other.message()).contains(layer(v2), "and not in " + archive("v3.tar"));
    }

    @Test
    void needsNoBaseWhereAllIsThere() {
        dray("copy", images + ":v2", layout("out") + ":v2").requireSuccess();

        dray("copy", archive("2.tar"), layout("out")).requireSuccess();

        requireV2(layout("out") + ":v2");
    }

    @Test
    void isShownForWhatItIs() {
        assertThat(dray("tree", archive("2.tar")).requireSuccess().out())
                .contains("in a delta here, upon base", "  in base");
        assertThat(dray("verify", archive("2.tar")).requireSuccess().out())
                .contains("is not here, but in a delta here, upon base", ": ok")
                .doesNotContain("unreferenced");
        assertThat(dray("delta", "inspect", archive("2.tar")).requireSuccess().out())
                .contains("needs    " + v1.digest(), "patched with");
        assertThat(dray("ls", archive("2.tar")).requireSuccess().out())
                .contains("v2")
                .doesNotContain("v1");
    }

    @Test
    void isUponBundlesWithDeltasToo() throws IOException {
        Invocation lacking = dray("export", images + ":v3", "--base", archive("2.tar"), "--delta", "-o", file("3.tar"));
        assertThat(lacking.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(lacking.message()).contains("but in ", "name the place that has it with --base too");

        dray(
                        "export",
                        images + ":v3",
                        "--base",
                        archive("2.tar"),
                        "--base",
                        archive("1.tar"),
                        "--delta",
                        "-o",
                        file("3.tar"))
                .requireSuccess();

        assertThat(Files.size(file("3.tar"))).isLessThan(20_000);
        dray("copy", archive("3.tar"), layout("all"), "--base", archive("1.tar"), "--base", archive("2.tar"))
                .requireSuccess();
        dray("diff", images + ":v3", layout("all") + ":v3").requireSuccess();
        for (String version : List.of("1.tar", "2.tar", "3.tar")) {
            dray("copy", archive(version), layout("one-by-one")).requireSuccess();
        }
        dray("diff", images + ":v3", layout("one-by-one") + ":v3").requireSuccess();
        dray("copy", archive("1.tar"), layout("two")).requireSuccess();
        dray("copy", archive("3.tar"), layout("two"), "--base", archive("2.tar"))
                .requireSuccess();
        dray("diff", images + ":v3", layout("two") + ":v3").requireSuccess();
        assertThat(dray("copy", archive("3.tar"), layout("none"), "--base", archive("2.tar"))
                        .exitCode())
                .isEqualTo(ExitCode.MISSING);
    }

    @Test
    void leadsToEachPlatformOfAnIndexAndToWhatTheyShare() throws IOException {
        Platform arm = Platform.of("linux", "arm64");
        List<Descriptor> indexes = new ArrayList<>();
        for (int version = 1; version <= 2; version++) {
            byte[] shared = new LayerDraft().file("shared", app(version)).bytes();
            byte[] own = noise(9, 80_000);
            own[3] += (byte) version;
            Descriptor amd = anImageIn(content).withLayer(shared).build();
            Descriptor other = anImageIn(content)
                    .on(arm)
                    .withLayer(shared)
                    .withLayer(new LayerDraft().file("own", own).bytes())
                    .build();
            indexes.add(anIndexIn(content).of(amd, other).build());
        }
        LayoutDirectory.write(
                file("indexes"),
                content,
                LayoutDirectory.tagged(indexes.get(0), "v1"),
                LayoutDirectory.tagged(indexes.get(1), "v2"));
        String old = layout("indexes") + ":v1";
        String fresh = layout("indexes") + ":v2";

        dray("export", fresh, "--base", old, "--delta", "-o", file("index.tar")).requireSuccess();
        dray("copy", archive("index.tar"), layout("whole"), "--base", old).requireSuccess();
        dray("diff", fresh, layout("whole") + ":v2").requireSuccess();
        assertThat(Files.size(file("index.tar"))).isLessThan(40_000);

        dray("export", fresh, "--base", old, "--delta", "--platform", "linux/amd64", "-o", file("one.tar"))
                .requireSuccess();
        dray("copy", archive("one.tar"), layout("one"), "--base", old).requireSuccess();
        assertThat(Files.size(file("one.tar"))).isLessThan(Files.size(file("index.tar")));
    }

    @Test
    void holdsLayersAsTheyAreWhereThatIsSmaller() throws IOException {
        Descriptor small = anImageIn(content)
                .withLayer(new LayerDraft().file("a", noise(5, 100)).bytes())
                .build();
        LayoutDirectory.write(file("small"), content, LayoutDirectory.tagged(small, "small"));

        dray("export", layout("small"), "--base", archive("1.tar"), "--delta", "-o", file("small.tar"))
                .requireSuccess();

        assertThat(dray("verify", archive("small.tar")).requireSuccess().out()).doesNotContain("not here");
        dray("export", layout("small"), "--base", archive("1.tar"), "-o", file("plain.tar"))
                .requireSuccess();
        assertThat(Files.readAllBytes(file("small.tar"))).isEqualTo(Files.readAllBytes(file("plain.tar")));
    }

    @Test
    void saysWhatIsDamagedAndLeavesNothing() throws IOException {
        String delta = Invocation.documents(
                        RawTar.of(file("2.tar")).record("blobs.json").text())
                .get(0)
                .at("/deltas/0/digest")
                .asString();
        JsonNode artifact = Invocation.documents(RawTar.of(file("2.tar"))
                        .record(BlobPaths.path(Digest.parse(delta)))
                        .text())
                .get(0);
        String patch = artifact.at("/layers/2/digest").asString();
        byte[] whole = Files.readAllBytes(file("2.tar"));
        byte[] bytes = RawTar.of(file("2.tar"))
                .record(BlobPaths.path(Digest.parse(patch)))
                .content()
                .getBytes(StandardCharsets.ISO_8859_1);
        whole[indexOf(whole, bytes) + bytes.length - 3] ^= 1;
        Files.write(file("2.tar"), whole);

        dray("copy", archive("1.tar"), layout("out")).requireSuccess();
        Invocation run = dray("copy", archive("2.tar"), layout("out"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run.message()).contains(patch);
        assertThat(dray("ls", layout("out")).out()).doesNotContain("v2");
        Invocation verified = dray("verify", archive("2.tar"));
        assertThat(verified.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(verified.out()).contains(patch);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not found");
    }

    @Test
    void isRefusedByOthersAndWithoutABase() {
        assertThat(Peers.require("skopeo")
                        .run("copy", archive("2.tar"), layout("sparse"))
                        .exitCode())
                .isNotZero();
        Invocation run = dray("export", images + ":v2", "--delta", "-o", file("x.tar"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message()).contains("--base");
    }
}
