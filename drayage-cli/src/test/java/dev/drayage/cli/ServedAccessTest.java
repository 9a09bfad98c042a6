package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.registry.ApiRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what with a registry that is served, and over which connections. */
@Timeout(180)
class ServedAccessTest {
    /** The password of alice is secret. */
    private static final String ALICE = "alice:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n";

    private static final int RELOAD_SECONDS = 60;

    @TempDir
    private static Path home;

    private static ServedBundle bundle;

    @TempDir
    private Path directory;

    @BeforeAll
    static void pack() throws IOException {
        bundle = new ServedBundle(home, 1000);
    }

    private static int curl(Path authority, String url, String... more) {
        return Peers.require("curl")
                .with("-sS", "--fail", "-o", "/dev/null", "--cacert", authority.toString())
                .with(more)
                .run(url)
                .exitCode();
    }

    @Test
    void aCertificateThatWasRenewedIsUsedWithoutAStart() throws Exception {
        Certificates.Pair first = Certificates.make(directory, "first");
        Certificates.Pair second = Certificates.make(directory, "second");
        Path certificate = Files.copy(first.certificate(), directory.resolve("tls.crt"));
        Path key = Files.copy(first.key(), directory.resolve("tls.key"));
        try (ServeRegistryProcess server =
                ServeRegistryProcess.start(bundle.place(), "--tls-cert", certificate, "--tls-key", key)) {
            assertThat(server.url()).startsWith("https://");
            String url = "https://127.0.0.1:" + server.port() + "/v2/library/app/manifests/v1";
            assertThat(curl(first.certificate(), url)).isZero();
            assertThat(curl(first.certificate(), url, "--http2")).isZero();
            assertThat(curl(second.certificate(), url)).isNotZero();

            replace(second.key(), key);
            replace(second.certificate(), certificate);
            Instant end = Instant.now().plusSeconds(RELOAD_SECONDS);
            while (curl(second.certificate(), url) != 0 && Instant.now().isBefore(end)) {
                Thread.sleep(200);
            }
            assertThat(curl(second.certificate(), url)).isZero();
            assertThat(curl(first.certificate(), url)).isNotZero();
            Path authorities = Files.createDirectories(directory.resolve("authorities"));
            Files.copy(second.certificate(), authorities.resolve("ca.crt"));
            Peers.require("skopeo")
                    .run(
                            "inspect",
                            "--cert-dir",
                            authorities.toString(),
                            "docker://127.0.0.1:" + server.port() + "/library/app:v1")
                    .requireSuccess();
        }
    }

    private void replace(Path by, Path file) throws IOException {
        Path next = Files.copy(by, directory.resolve("next"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Program skopeo() {
        return Peers.require("skopeo")
                .env("REGISTRY_AUTH_FILE", directory.resolve("auth.json").toString())
                .env("HOME", directory.toString());
    }

    @Test
    void onlyThoseWithAPasswordPushAndOthersRead() throws IOException {
        Path users = Files.writeString(directory.resolve("htpasswd"), ALICE);
        try (ServeRegistryProcess server = ServeRegistryProcess.start(
                "--writable", "--root", directory.resolve("store"), "--htpasswd", users, "--anonymous")) {
            String image = "docker://" + server.address() + "/team/app:v1";
            String from = "oci:" + bundle.layout + ":v1";
            assertThat(skopeo().run("copy", "--all", "--preserve-digests", "--dest-tls-verify=false", from, image)
                            .exitCode())
                    .isNotZero();
            assertThat(skopeo().run(
                                    "copy",
                                    "--all",
                                    "--preserve-digests",
                                    "--dest-tls-verify=false",
                                    "--dest-creds",
                                    "alice:wrong",
                                    from,
                                    image)
                            .exitCode())
                    .isNotZero();
            assertThat(server.get("/v2/_catalog").text()).isEqualTo("{\"repositories\":[]}");
            skopeo().run(
                            "copy",
                            "--all",
                            "--preserve-digests",
                            "--dest-tls-verify=false",
                            "--dest-creds",
                            "alice:secret",
                            from,
                            image)
                    .requireSuccess();

            skopeo().run("inspect", "--tls-verify=false", image).requireSuccess();
            Path pulled = directory.resolve("pulled");
            dray("copy", image, "oci:" + pulled + ":v1").requireSuccess();
            assertThat(ServedBundle.digestIn(pulled)).isEqualTo(bundle.app);
            assertThat(server.send(ApiRequest.of("DELETE", "/v2/team/app/manifests/v1"))
                            .status())
                    .isEqualTo(401);
            assertThat(server.digest("team/app", "v1")).isEqualTo(bundle.app);
        }
    }

    @Test
    void nobodyReadsWithoutAPasswordUnlessEverybodyMay() throws IOException {
        Path users = Files.writeString(directory.resolve("htpasswd"), ALICE);
        try (ServeRegistryProcess server = ServeRegistryProcess.start(bundle.place(), "--htpasswd", users)) {
            for (String target : List.of(
                    "/v2/",
                    "/v2/_catalog",
                    "/v2/library/app/tags/list",
                    "/v2/library/app/manifests/v1",
                    "/archives/library/app:v1.tar",
                    "/")) {
                assertThat(server.get(target).status()).as(target).isEqualTo(401);
            }
            String image = "docker://" + server.address() + "/library/app:v1";
            assertThat(skopeo().run("inspect", "--tls-verify=false", image).exitCode())
                    .isNotZero();
            skopeo().run("inspect", "--tls-verify=false", "--creds", "alice:secret", image)
                    .requireSuccess();
        }
    }

    @Test
    void nothingIsPushedWhereOnlyReadingIsMeantOrPossible() throws IOException {
        Path store = directory.resolve("store");
        String from = "oci:" + bundle.layout + ":v1";
        dray("copy", from, "team/app:v1", "--root", store).requireSuccess();
        try (ServeRegistryProcess server = ServeRegistryProcess.start("--root", store)) {
            for (ApiRequest request : List.of(
                    ApiRequest.of("POST", "/v2/team/app/blobs/uploads/"),
                    ApiRequest.of("PUT", "/v2/team/app/manifests/v1").sending("{}"),
                    ApiRequest.of("DELETE", "/v2/library/app/manifests/v1"),
                    ApiRequest.of("DELETE", "/v2/team/app/manifests/v1"))) {
                assertThat(server.send(request).status())
                        .as(request.method() + " " + request.target())
                        .isBetween(403, 405);
            }
            assertThat(skopeo().run(
                                    "copy",
                                    "--dest-tls-verify=false",
                                    from,
                                    "docker://" + server.address() + "/team/other:v1")
                            .exitCode())
                    .isNotZero();
            assertThat(server.log()).hasSize(1);
        }
        Invocation refused = dray("serve", "registry", "--listen", "127.0.0.1:0", "--writable", bundle.place());
        assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.message()).contains("nothing of this can be pushed to");
    }
}
