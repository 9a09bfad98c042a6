package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --platform}: what takes the name, wherever it goes, and what becomes of images of other platforms. */
class CopiedPlatformTest {
    private static final String NAME = "registry.example/app:v1";

    private final SampleImage image = new SampleImage();

    @TempDir
    private Path directory;

    private String layout;
    private String single;

    @BeforeEach
    void writeLayouts() throws IOException {
        layout = image.layout(directory.resolve("images"));
        LayoutDirectory.write(
                directory.resolve("single"),
                image.content,
                LayoutDirectory.tagged(image.amd64.withPlatform(null), "v1"));
        single = "oci:" + directory.resolve("single") + ":v1";
    }

    private Invocation copy(String to, String... more) {
        List<Object> words = new ArrayList<>(List.of("copy", layout + ":v1", to));
        words.addAll(root(to));
        words.addAll(List.of(more));
        return dray(words.toArray());
    }

    /** Where the local store is, for a name in it. */
    private List<Object> root(String place) {
        return !PlaceNames.hasScheme(place) ? List.of("--root", directory.resolve("store")) : List.of();
    }

    private Invocation read(String command, String place) {
        List<Object> words = new ArrayList<>(List.of(command, "--json", place));
        words.addAll(root(place));
        return dray(words.toArray());
    }

    private String at(String transport, String place) {
        return transport + ":" + directory.resolve(place);
    }

    private static String hex(Descriptor descriptor) {
        return descriptor.digest().hex();
    }

    @Test
    void theManifestOfThePlatformTakesTheNameEverywhere() {
        for (String to : List.of(at("oci", "there") + ":" + NAME, at("oci-archive", "there.tar") + ":" + NAME, NAME)) {
            assertThat(copy(to, "--platform", "linux/arm64").requireSuccess().out())
                    .isEqualTo(NAME + "  " + image.arm64.digest() + System.lineSeparator());
            assertThat(read("ls", to).requireSuccess().documents())
                    .singleElement()
                    .satisfies(document -> assertThat(document.get("digest").asString())
                            .isEqualTo(image.arm64.digest().toString()));
            read("verify", to).requireSuccess();
        }
    }

    /** What a program reads as results stays results alone: there a warning is where failures are. */
    @Test
    void ofTwoManifestsForThePlatformBothAreNamed() throws IOException {
        Descriptor again = ImageBuilder.anImageIn(image.content).withLayers(1).build();
        Descriptor index = IndexBuilder.anIndexIn(image.content)
                .of(image.amd64, again, image.arm64)
                .build();
        LayoutDirectory.write(directory.resolve("two"), image.content, LayoutDirectory.tagged(index, "v1"));
        String two = "oci:" + directory.resolve("two") + ":v1";
        String said = "v1 in oci:" + directory.resolve("two")
                + " lists 2 manifests for linux/amd64, of which the first is taken, " + image.amd64.digest()
                + ", and not " + again.digest() + "; @DIGEST chooses another";
        for (String command : List.of("digest", "inspect", "tree", "verify", "ls")) {
            Invocation spoken = dray(command, two, "--platform", "linux/amd64").requireSuccess();
            assertThat(spoken.err().strip()).isEqualTo("dray: " + said);
            Invocation json =
                    dray(command, two, "--platform", "linux/amd64", "--json").requireSuccess();
            assertThat(json.documents()).hasSize(1);
            assertThat(json.err().strip()).isEqualTo("{\"event\":\"warning\",\"message\":\"" + said + "\"}");
            assertThat(dray(command, two, "--platform", "linux/arm64")
                            .requireSuccess()
                            .err())
                    .isEmpty();
        }
        for (String to : List.of(at("oci", "to"), at("oci-archive", "to.tar"), at("docker-archive", "docker.tar"))) {
            assertThat(dray("copy", two, to, "--platform", "linux/amd64")
                            .requireSuccess()
                            .err())
                    .contains("dray: " + said);
        }
        assertThat(dray("copy", two, at("docker-archive", "json.tar"), "--json")
                        .requireSuccess()
                        .documents())
                .filteredOn(event -> event.get("event").asString().equals("warning"))
                .anyMatch(event -> event.get("message").asString().contains("lists 2 manifests for linux/amd64"));
        assertThat(dray("copy", two, at("oci", "json"), "--json", "--platform", "linux/amd64")
                        .requireSuccess()
                        .documents())
                .anyMatch(event -> event.get("event").asString().equals("warning")
                        && event.get("message").asString().equals(said));
    }

    @Test
    void aDockerArchiveHoldsThePlatform() {
        copy(at("docker-archive", "d.tar") + ":" + NAME, "--platform", "linux/arm64")
                .requireSuccess();
        assertThat(dray("inspect", "--config", at("docker-archive", "d.tar"))
                        .requireSuccess()
                        .out())
                .contains("\"arm64\"");
    }

    @Test
    void aRegistryGetsTheManifestAndNoSparseIndexUnlessAsked() {
        FaultyRegistry registry = FaultyRegistry.create();
        try (WireServer server = WireServer.start(registry)) {
            String to = "docker://" + server.authority() + "/team/app:v1";
            assertThat(copy(to, "--platform", "linux/arm64").requireSuccess().out())
                    .contains(image.arm64.digest().toString());
            assertThat(registry.tagged("team/app", "v1"))
                    .isEqualTo(image.arm64.digest().toString());

            copy(to, "--platform", "linux/arm64", "--sparse-index").requireSuccess();
            assertThat(registry.tagged("team/app", "v1"))
                    .isEqualTo(image.index.digest().toString());
        }
    }

    @Test
    void whatIsMissingInTheSourceMakesNoSparseIndexInARegistry() throws IOException {
        image.content.remove(image.arm64.digest());
        String sparse = image.layout(directory.resolve("sparse"));
        FaultyRegistry registry = FaultyRegistry.create();
        try (WireServer server = WireServer.start(registry)) {
            String to = "docker://" + server.authority() + "/team/app:v1";
            Invocation refused = dray("copy", sparse + ":v1", to);
            assertThat(refused.exitCode()).isNotEqualTo(ExitCode.DONE);
            assertThat(refused.err()).contains("--sparse-index").contains("linux/arm64");
            assertThat(registry.blobs("team/app")).isEmpty();

            dray("copy", sparse + ":v1", to, "--platform", "linux/amd64").requireSuccess();
            assertThat(registry.tagged("team/app", "v1"))
                    .isEqualTo(image.amd64.digest().toString());
        }
    }

    @Test
    void aPlatformThatLacksALayerIsToldBeforeAnythingIsPushed() throws IOException {
        Descriptor whole =
                ImageBuilder.anImageIn(image.content).withLayer(new byte[] {1}).build();
        Descriptor lacking = ImageBuilder.anImageIn(image.content)
                .on(Platform.of("linux", "s390x"))
                .withLayer(new byte[] {2})
                .build();
        image.content.remove(Digest.compute(DigestAlgorithm.SHA256, new byte[] {2}));
        LayoutDirectory.write(
                directory.resolve("lacking"),
                image.content,
                IndexBuilder.anIndexIn(image.content).of(whole, lacking).build());
        FaultyRegistry registry = FaultyRegistry.create();
        try (WireServer server = WireServer.start(registry)) {
            Invocation refused = dray("copy", at("oci", "lacking"), "docker://" + server.authority() + "/team/app:v1");
            assertThat(refused.exitCode()).isNotEqualTo(ExitCode.DONE);
            assertThat(refused.err()).contains("linux/s390x");
            assertThat(registry.blobs("team/app")).isEmpty();
        }
    }

    @Test
    void whatIsAttestedOfThePlatformComesAlongWithReferrers() throws IOException {
        Descriptor ofAmd64 = attestation(image.amd64, 1);
        Descriptor ofArm64 = attestation(image.arm64, 2);
        LayoutDirectory.write(
                directory.resolve("attested"),
                image.content,
                LayoutDirectory.tagged(
                        IndexBuilder.anIndexIn(image.content)
                                .of(image.amd64, image.arm64, ofAmd64, ofArm64)
                                .build(),
                        "v1"));
        String attested = at("oci", "attested");

        dray("copy", attested, at("oci", "a"), "--platform", "linux/arm64").requireSuccess();
        assertThat(dray("ls", "--digests", at("oci", "a")).out()).doesNotContain(hex(ofArm64));
        dray("copy", attested, at("oci", "b"), "--platform", "linux/arm64", "--referrers")
                .requireSuccess();
        assertThat(dray("ls", "--digests", at("oci", "b")).out())
                .contains(hex(image.arm64), hex(ofArm64))
                .doesNotContain(hex(ofAmd64));
        Path file = directory.resolve("e.tar");
        dray("export", attested, "--platform", "linux/arm64", "--referrers", "-o", file)
                .requireSuccess();
        assertThat(dray("ls", "--digests", "oci-archive:" + file).out()).contains(hex(ofArm64));
    }

    private Descriptor attestation(Descriptor of, int seed) {
        return ImageBuilder.anImageIn(image.content)
                .withLayer(ImageBuilder.noise(seed, 60))
                .build()
                .withPlatform(Platform.of("unknown", "unknown"))
                .withAnnotation("vnd.docker.reference.type", "attestation-manifest")
                .withAnnotation("vnd.docker.reference.digest", of.digest().toString());
    }

    @Test
    void containerdListsTheManifest() throws IOException {
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"))) {
            dray(
                            "copy",
                            layout + ":v1",
                            "containerd:" + NAME,
                            "--platform",
                            "linux/arm64",
                            "--address",
                            containerd.socket(),
                            "--namespace",
                            ContainerdProcess.NAMESPACE)
                    .requireSuccess();
            assertThat(containerd.ctr("images", "ls").requireSuccess().out())
                    .contains(NAME)
                    .contains(image.arm64.digest().toString());
        }
    }

    @Test
    void theIndexIsKeptWhenAsked() {
        copy(at("oci", "a") + ":v1", "--platform", "linux/arm64", "--sparse-index")
                .requireSuccess();
        assertThat(dray("tree", at("oci", "a")).requireSuccess().out())
                .contains(image.index.digest().shortForm())
                .containsPattern(image.amd64.digest().shortForm() + ".*MISSING");
    }

    @Test
    void severalPlatformsNeedTheIndex() {
        Invocation refused = copy(at("oci", "a"), "--platform", "linux/arm64", "--platform", "linux/amd64");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.message()).contains("--sparse-index");
        copy(at("oci", "a"), "--platform", "linux/arm64", "--platform", "linux/amd64", "--sparse-index")
                .requireSuccess();
    }

    @Test
    void optionsThatDoNotApplyAreRefused() {
        assertThat(copy(at("docker-archive", "d.tar"), "--sparse-index").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(copy(at("oci", "a"), "--all-platforms", "--platform", "linux/arm64")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(copy(at("oci", "a"), "--all-platforms", "--sparse-index").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(copy(at("oci", "a"), "--no-sparse-index").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(copy(at("oci", "a"), "--platform", "linux/arm64", "--sparse-index", "--no-sparse-index")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(dray("ls", "--platform", "linux/arm64").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void exportKeepsTheIndexUnlessTold() {
        Path file = directory.resolve("e.tar");
        dray("export", layout + ":v1", "--platform", "linux/arm64", "-o", file).requireSuccess();
        assertThat(dray("ls", "--digests", "oci-archive:" + file)
                        .requireSuccess()
                        .out())
                .contains(hex(image.index));
        dray("export", layout + ":v1", "--platform", "linux/arm64", "--no-sparse-index", "-o", file)
                .requireSuccess();
        assertThat(dray("ls", "--digests", "oci-archive:" + file)
                        .requireSuccess()
                        .out())
                .contains(hex(image.arm64));
        assertThat(dray("export", "--help").out()).contains("--no-sparse-index", "as containerd does");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy %s oci:%s",
                "export %s -o %s",
                "export %s --no-sparse-index -o %s",
                "import %s --root %s",
                "verify %s",
                "inspect %s",
                "tree %s",
                "ls %s"
            })
    void aSingleManifestOfAnotherPlatformIsMissingInEveryCommand(String command) {
        List<Object> words = new ArrayList<>(
                List.of(String.format(command, single, directory.resolve("out")).split(" ", -1)));
        words.addAll(List.of("--platform", "linux/arm64"));
        Invocation run = dray(words.toArray());
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.MISSING);
        assertThat(run.err()).contains("linux/arm64").contains("linux/amd64");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void readingCommandsLookAtThatManifest() {
        assertThat(dray("tree", layout, "--platform", "linux/arm64")
                        .requireSuccess()
                        .out())
                .contains(image.arm64.digest().shortForm())
                .doesNotContain(image.amd64.digest().shortForm());
        assertThat(dray("ls", layout, "--platform", "linux/arm64", "--digests")
                        .requireSuccess()
                        .out())
                .contains(hex(image.arm64));
        image.content.remove(image.amd64.digest());
        assertThat(dray("verify", layout, "--platform", "linux/arm64")
                        .requireSuccess()
                        .out())
                .contains("ok, 3 blobs");
    }
}
