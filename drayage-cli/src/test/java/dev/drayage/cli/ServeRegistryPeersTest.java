package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.peer.ProgramResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others make of a registry that dray serves: one pushes, all pull, and the digests are the same. */
@Timeout(180)
class ServeRegistryPeersTest {
    @TempDir
    private static Path home;

    private static ServedBundle bundle;
    private static ServeRegistryProcess archive;
    private static ServeRegistryProcess store;

    @TempDir
    private Path directory;

    @BeforeAll
    static void serve() throws IOException {
        bundle = new ServedBundle(home, 1 << 16);
        archive = ServeRegistryProcess.start(bundle.place());
        store = ServeRegistryProcess.start("--writable", "--root", home.resolve("store"));
    }

    @AfterAll
    static void stop() throws IOException {
        try (ServeRegistryProcess one = archive;
                ServeRegistryProcess other = store) {
            assertThat(one.log()).hasSize(1);
            assertThat(other.log()).hasSize(1);
        }
    }

    private String layout() {
        return "oci:" + bundle.layout + ":v1";
    }

    private Program buildah() {
        return Peers.require("buildah")
                .with("--root", directory.resolve("buildah").toString())
                .with("--runroot", directory.resolve("run").toString(), "--storage-driver", "vfs");
    }

    /** The config of the first platform. */
    private static String config() throws IOException {
        String manifest = ServedBundle.firstDigest(blob(bundle.app));
        return ServedBundle.firstDigest(blob(manifest)).substring("sha256:".length());
    }

    private static String blob(String digest) throws IOException {
        return Files.readString(bundle.layout.resolve(BlobPaths.path(Digest.parse(digest))));
    }

    /** Has everybody pull an image of the store, and compares. */
    private void everybodyPulls(String repository, String digest) throws IOException {
        String name = store.address() + "/" + repository + ":v1";
        assertThat(store.digest(repository, "v1")).isEqualTo(digest);

        Path ours = directory.resolve("ours");
        dray("copy", "docker://" + name, "oci:" + ours + ":v1").requireSuccess();
        assertThat(ServedBundle.digestIn(ours)).isEqualTo(digest);

        Path skopeos = directory.resolve("skopeos");
        Peers.require("skopeo")
                .run(
                        "copy",
                        "--all",
                        "--preserve-digests",
                        "--src-tls-verify=false",
                        "docker://" + name,
                        "oci:" + skopeos + ":v1")
                .requireSuccess();
        assertThat(ServedBundle.digestIn(skopeos)).isEqualTo(digest);
        assertThat(dray("verify", "oci:" + skopeos).requireSuccess().out()).contains("ok");

        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("p"))) {
            containerd
                    .ctr("images", "pull", "--plain-http", "--all-platforms", "--snapshotter", "native", name)
                    .requireSuccess();
            assertThat(containerd.ctr("images", "ls", "name==" + name).out()).contains(digest);
        }

        ProgramResult pulled = buildah().run("pull", "--quiet", "--tls-verify=false", name);
        assertThat(pulled.requireSuccess().out().strip()).matches("[0-9a-f]{64}");
    }

    @Test
    void whatSkopeoPushes() throws IOException {
        Peers.require("skopeo")
                .run(
                        "copy",
                        "--all",
                        // Else it compresses layers that are not.
                        "--preserve-digests",
                        "--dest-tls-verify=false",
                        layout(),
                        "docker://" + store.address() + "/by/skopeo:v1")
                .requireSuccess();
        everybodyPulls("by/skopeo", bundle.app);
    }

    @Test
    void whatDrayPushes() throws IOException {
        dray("copy", layout(), "docker://" + store.address() + "/by/dray:v1").requireSuccess();
        everybodyPulls("by/dray", bundle.app);
    }

    @Test
    void whatContainerdPushes() throws IOException {
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"))) {
            dray(
                            "copy",
                            layout(),
                            "containerd:docker.io/library/app:v1",
                            "--address",
                            containerd.socket(),
                            "--namespace",
                            ContainerdProcess.NAMESPACE)
                    .requireSuccess();
            containerd
                    .ctr(
                            "images",
                            "push",
                            "--plain-http",
                            store.address() + "/by/containerd:v1",
                            "docker.io/library/app:v1")
                    .requireSuccess();
        }
        everybodyPulls("by/containerd", bundle.app);
    }

    @Test
    void whatBuildahPushes() throws IOException {
        String id = buildah()
                .run("pull", "--quiet", "--tls-verify=false", archive.address() + "/library/app:v1")
                .requireSuccess()
                .out()
                .strip();
        assertThat(id).isEqualTo(config());
        String digest = directory.resolve("digest").toString();
        buildah()
                .run(
                        "push",
                        "--tls-verify=false",
                        "--digestfile",
                        digest,
                        id,
                        "docker://" + store.address() + "/by/buildah:v1")
                .requireSuccess();
        everybodyPulls("by/buildah", Files.readString(Path.of(digest)).strip());
    }

    @Test
    void umociUnpacksWhatSkopeoPulled() {
        Path pulled = directory.resolve("pulled");
        Peers.require("skopeo")
                .run(
                        "copy",
                        "--src-tls-verify=false",
                        "docker://" + archive.address() + "/library/app:v1",
                        "oci:" + pulled + ":v1")
                .requireSuccess();
        Peers.require("umoci").run("stat", "--image", pulled + ":v1", "--json").requireSuccess();
    }

    /** The cluster behind the air gap: a mirror of Docker Hub, out of a tar. */
    @Test
    void containerdPullsByTheUsualNameFromAnArchiveThatNobodyUnpacked() throws IOException {
        Path hosts = Files.createDirectories(directory.resolve("hosts/docker.io"));
        Files.writeString(
                hosts.resolve("hosts.toml"),
                "[host.\"" + archive.url() + "\"]\n  capabilities = [\"pull\", \"resolve\"]\n");
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"))) {
            containerd
                    .ctr()
                    // Nothing but this machine can be reached, whatever name it has.
                    .env("HTTPS_PROXY", "http://127.0.0.1:9")
                    .env("HTTP_PROXY", "http://127.0.0.1:9")
                    .run(
                            "images",
                            "pull",
                            "--hosts-dir",
                            directory.resolve("hosts").toString(),
                            "--all-platforms",
                            "--snapshotter",
                            "native",
                            "docker.io/library/app:v1")
                    .requireSuccess();
            assertThat(containerd.ctr("images", "ls").out())
                    .contains("docker.io/library/app:v1")
                    .contains(bundle.app);
        }
    }
}
