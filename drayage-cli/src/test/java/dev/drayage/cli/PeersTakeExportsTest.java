package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.TestData;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What dray exports, other people's tools take, and come to the same digests. */
class PeersTakeExportsTest {
    private static final String NAME = "registry.example/app:v1";
    private static final String TESTREPO = "fixtures/regclient/testrepo";

    /** An index that lists nothing but another index. */
    private static final String NESTED = "sha256-8e54c6754f08d22f85c7552bb1951b228b8194d29b14a1639dbe50868da0273e";

    @TempDir
    private Path directory;

    /** Exports under {@link #NAME} and returns the digest of the image. */
    private Digest export(String source, Object... options) {
        Object[] words = Stream.concat(Stream.of("export", source, "-o", archive(), "--name", NAME), Stream.of(options))
                .toArray();
        dray(words).requireSuccess();
        return Digest.parse(dray("ls", "oci-archive:" + archive(), "--json")
                .requireSuccess()
                .documents()
                .get(0)
                .get("digest")
                .asString());
    }

    private Path archive() {
        return directory.resolve("image.tar");
    }

    private static String testrepo(String tag) {
        return "oci:" + TestData.of(TESTREPO) + ":" + tag;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "a-docker", "a1", "ai", "loop", "child", "mirror", NESTED})
    void containerdImportsItUnderTheSameDigest(String tag) throws IOException {
        Digest digest = export(testrepo(tag));
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("containerd"))) {
            containerd
                    .ctr(
                            "images",
                            "import",
                            "--no-unpack",
                            "--all-platforms",
                            "--digests",
                            archive().toString())
                    .requireSuccess();

            assertThat(containerd.ctr("images", "ls").requireSuccess().out())
                    .containsPattern("(?m)^" + NAME + " .* " + digest + " ");
        }
    }

    @Test
    void containerdImportsAllPlatformsOfTheSampleAndGivesItBackAlike() throws IOException {
        export("oci:" + Fixtures.hello() + ":latest", "--all-platforms");
        Path again = directory.resolve("again.tar");
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("containerd"))) {
            containerd
                    .ctr(
                            "images",
                            "import",
                            "--no-unpack",
                            "--all-platforms",
                            archive().toString())
                    .requireSuccess();
            containerd
                    .ctr("images", "export", "--all-platforms", again.toString(), NAME)
                    .requireSuccess();
        }
        assertThat(RawTar.of(again).names()).isEqualTo(RawTar.of(archive()).names());
    }

    /** {@code docker save} leaves images so, and containerd then takes the platforms that are there. */
    @Test
    void containerdImportsTheOnePlatformOfAnIndexThatIsThere() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor amd64 = anImageIn(content).withLayers(1).build();
        Descriptor arm64 = anImageIn(content)
                .withLayers(2)
                .on(Platform.of("linux", "arm64"))
                .build();
        Descriptor index = anIndexIn(content).of(arm64, amd64).build();
        content.remove(arm64.digest());
        Path layout = LayoutDirectory.write(directory.resolve("layout"), content, LayoutDirectory.tagged(index, "v1"));

        Invocation export = dray("export", "oci:" + layout + ":v1", "-o", archive(), "--name", NAME);

        assertThat(export.requireSuccess().err())
                .contains("left out, for it is missing: manifest " + arm64.digest() + " for linux/arm64");
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("containerd"))) {
            containerd
                    .ctr(
                            "images",
                            "import",
                            "--no-unpack",
                            "--platform",
                            "linux/amd64",
                            archive().toString())
                    .requireSuccess();
            assertThat(containerd.ctr("images", "ls").requireSuccess().out())
                    .contains(index.digest().toString());
        }
    }

    @Test
    void manifestJsonOfAnIndexOfIndexesDescribesTheManifestBelow() throws IOException {
        export(testrepo(NESTED));

        assertThat(RawTar.of(archive()).record("manifest.json").text())
                .isEqualTo(
                        "[{\"Config\":\"blobs/sha256/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\","
                                + "\"RepoTags\":[\"" + NAME + "\"],"
                                + "\"Layers\":[\"blobs/sha256/2fa14f53e6b15cac9ac77846c7be87862c2a7e9ec0c6cea319db939317f126ed\"]}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "a-docker", "a1", "ai", "loop", "child", "mirror"})
    void skopeoCopiesItWithoutChangingADigest(String tag) throws IOException {
        Program skopeo = Peers.require("skopeo").with("--insecure-policy");
        Digest digest = export(testrepo(tag));
        String source = "oci-archive:" + archive() + ":v1";

        byte[] manifest =
                skopeo.run("inspect", "--raw", source).requireSuccess().outBytes();
        Path copy = directory.resolve("copy");
        skopeo.run("copy", "--all", "--preserve-digests", source, "oci:" + copy + ":v1")
                .requireSuccess();

        assertThat(Digest.compute(DigestAlgorithm.SHA256, manifest)).isEqualTo(digest);
        assertThat(dray("ls", "oci:" + copy + ":v1", "--digests")
                        .requireSuccess()
                        .out())
                .contains(digest.toString());
        dray("verify", "oci:" + copy).requireSuccess();
    }

    @Test
    void umociUnpacksIt() throws IOException {
        Program umoci = Peers.require("umoci");
        String amd64 = dray("inspect", "oci:" + Fixtures.hello(), "--raw")
                .documents()
                .get(0)
                .at("/manifests/0/digest")
                .asString();
        export("oci:" + Fixtures.hello() + "@" + amd64);
        Path layout = Files.createDirectory(directory.resolve("layout"));
        Peers.require("tar")
                .run("-C", layout.toString(), "-xf", archive().toString())
                .requireSuccess();

        assertThat(umoci.run("ls", "--layout", layout.toString())
                        .requireSuccess()
                        .out())
                .isEqualTo("v1\n");
        Path bundle = directory.resolve("bundle");
        umoci.run("unpack", "--rootless", "--image", layout + ":v1", bundle.toString())
                .requireSuccess();
        assertThat(List.of(bundle.resolve("rootfs").toFile().list())).isNotEmpty();
    }
}
