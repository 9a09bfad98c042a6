package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.RegistryProcess;
import dev.drayage.testkit.registry.ApiRequest;
import dev.drayage.testkit.registry.ApiResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever holds images can be served, under the names that they have there. */
@Timeout(180)
class ServedPlacesTest {
    @TempDir
    private static Path home;

    private static ServedBundle bundle;
    private static String app;

    @TempDir
    private Path directory;

    @BeforeAll
    static void pack() throws IOException {
        bundle = new ServedBundle(home, 1000);
        app = bundle.app;
    }

    /** Pulls all of an image, each blob verified. */
    private void pulls(ServeRegistryProcess server, String image) {
        Path pulled = directory.resolve("pulled-" + image.replaceAll("[^a-z0-9]", "-"));
        dray("copy", "docker://" + server.address() + "/" + image, "oci:" + pulled + ":v1")
                .requireSuccess();
        assertThat(dray("verify", "oci:" + pulled).requireSuccess().out()).contains("ok");
    }

    @Test
    void severalPlacesAreOneRegistryAndEachImageHasItsFullNameAndThatOfAMirror() throws IOException {
        Path mapped = directory.resolve("mapped");
        dray("copy", "oci:" + bundle.layout + ":v1", "oci:" + mapped + ":v2").requireSuccess();
        try (ServeRegistryProcess server = ServeRegistryProcess.start(
                bundle.place(), "oci:" + bundle.layout, "--map", "team/tools=oci:" + mapped)) {
            assertThat(server.digest("docker.io/library/app", "v1")).isEqualTo(app);
            assertThat(server.digest("library/app", "v1")).isEqualTo(app);
            assertThat(server.digest("registry.example/team/large", "v1"))
                    .isEqualTo(bundle.large.digest().toString());
            assertThat(server.digest("layout", "v1")).isEqualTo(app);
            assertThat(server.digest("team/tools", "v2")).isEqualTo(app);

            ApiResponse mirrored =
                    server.send(ApiRequest.of("HEAD", "/v2/team/large/manifests/v1?ns=registry.example"));
            assertThat(mirrored.header("Docker-Content-Digest"))
                    .contains(bundle.large.digest().toString());
            assertThat(server.send(ApiRequest.of("HEAD", "/v2/library/app/manifests/v1?ns=docker.io"))
                            .status())
                    .isEqualTo(200);
            assertThat(server.send(ApiRequest.of("HEAD", "/v2/library/app/manifests/v1?ns=quay.io"))
                            .status())
                    .isEqualTo(404);
            assertThat(server.get("/v2/_catalog").text())
                    .isEqualTo("{\"repositories\":[\"layout\",\"library/app\",\"registry.example/team/large\","
                            + "\"team/tools\"]}");
            pulls(server, "team/tools:v2");
            pulls(server, "library/app:v1");
            assertThat(server.log()).hasSize(1);
        }
    }

    @Test
    void aDockerArchiveHasTheManifestsThatAnImportGives() throws IOException {
        Path saved = directory.resolve("saved.tar");
        dray(
                        "copy",
                        "oci:" + bundle.layout + ":v1",
                        "docker-archive:" + saved + ":alpine:3",
                        "--platform",
                        "linux/amd64")
                .requireSuccess();
        Path store = directory.resolve("store");
        dray("import", saved, "--root", store).requireSuccess();
        Path imported = directory.resolve("imported");
        dray("copy", "docker.io/library/alpine:3", "oci:" + imported + ":v1", "--root", store)
                .requireSuccess();
        String digest = ServedBundle.digestIn(imported);
        try (ServeRegistryProcess server = ServeRegistryProcess.start("docker-archive:" + saved)) {
            assertThat(server.digest("library/alpine", "3")).isEqualTo(digest);
            pulls(server, "library/alpine:3");
            assertThat(server.log()).hasSize(1);
        }
    }

    @Test
    void aContainerdIsServedWhileItRunsAndItsDirectoryWhenItHasEnded() throws IOException {
        Path root;
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"))) {
            root = containerd.root();
            dray(
                            "copy",
                            bundle.place() + ":docker.io/library/app:v1",
                            "containerd:docker.io/library/app:v1",
                            "--address",
                            containerd.socket(),
                            "--namespace",
                            ContainerdProcess.NAMESPACE)
                    .requireSuccess();
            try (ServeRegistryProcess server = ServeRegistryProcess.start(
                    "containerd:", "--address", containerd.socket(), "--namespace", ContainerdProcess.NAMESPACE)) {
                assertThat(server.digest("library/app", "v1")).isEqualTo(app);
                pulls(server, "library/app:v1");
                assertThat(server.log()).hasSize(1);
            }
        }
        try (ServeRegistryProcess server =
                ServeRegistryProcess.start("containerd-root:" + root, "--namespace", ContainerdProcess.NAMESPACE)) {
            assertThat(server.digest("docker.io/library/app", "v1")).isEqualTo(app);
            pulls(server, "library/app:v1");
            assertThat(server.log()).hasSize(1);
        }
    }

    @Test
    void anotherRegistryIsServedThroughThisOne() throws IOException {
        try (RegistryProcess other = RegistryProcess.start(directory)) {
            String authority = other.authority().replace("127.0.0.1", "localhost");
            dray("copy", "oci:" + bundle.layout + ":v1", "docker://" + authority + "/team/app:v1")
                    .requireSuccess();
            try (ServeRegistryProcess server = ServeRegistryProcess.start("docker://" + authority)) {
                assertThat(server.digest("team/app", "v1")).isEqualTo(app);
                pulls(server, "team/app:v1");
                assertThat(server.get("/v2/_catalog").text()).isEqualTo("{\"repositories\":[\"team/app\"]}");
                assertThat(server.get("/v2/team/none/manifests/v1").status()).isEqualTo(404);
                assertThat(server.log()).hasSize(1);
            }
        }
    }

    /** What was pushed is found under the name that it was pushed to, or the push is refused. */
    @Test
    void aPushIsNotTakenWhereItWouldNotBeSeen() throws IOException {
        Path out = directory.resolve("app");
        dray("copy", "oci:" + bundle.layout + ":v1", "oci:" + out + ":docker.io/library/app:v1")
                .requireSuccess();
        try (ServeRegistryProcess server = ServeRegistryProcess.start("--writable", "oci:" + out)) {
            assertThat(server.digest("app", "v1")).isEqualTo(app);
            dray("copy", "oci:" + bundle.layout + ":v1", "docker://" + server.address() + "/app:v2")
                    .requireSuccess();
            assertThat(server.digest("app", "v2")).isEqualTo(app);
            assertThat(server.digest("library/app", "v1")).isEqualTo(app);
        }
        try (ServeRegistryProcess server =
                ServeRegistryProcess.start("--writable", bundle.place(), "oci:" + directory.resolve("app"))) {
            dray("copy", "oci:" + bundle.layout + ":v1", "docker://" + server.address() + "/other/app:v1")
                    .requireSuccess();
            assertThat(server.digest("other/app", "v1")).isEqualTo(app);
            ApiResponse refused = server.send(ApiRequest.of("POST", "/v2/library/app/blobs/uploads/"));
            assertThat(refused.status()).as(refused.toString()).isEqualTo(405);
            ApiResponse kept = server.send(ApiRequest.of("DELETE", "/v2/library/app/manifests/v1"));
            assertThat(kept.status()).as(kept.toString()).isEqualTo(405);
        }
    }

    @Test
    void aPrefixThatNobodyCanAskForIsRefused() {
        for (String prefix : List.of("team/", "/team", "Team", "../team", "localhost:5000/team")) {
            Invocation refused = dray("serve", "registry", "--map", prefix + "=" + bundle.place());
            assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(2);
            assertThat(refused.message()).startsWith("dray: --map: ");
        }
        Invocation refused = dray("serve", "registry", "--map", "team=oci:" + bundle.layout + ":v1");
        assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(2);
        assertThat(refused.message()).contains("names an image");
    }
}
