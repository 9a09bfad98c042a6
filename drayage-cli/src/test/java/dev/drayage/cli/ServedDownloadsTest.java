package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.ProgramResult;
import dev.drayage.testkit.registry.ApiRequest;
import dev.drayage.testkit.registry.ApiResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives as they are downloaded from a registry: the bytes of an export, from any byte on. */
@Timeout(180)
class ServedDownloadsTest {
    private static final String LARGE = "/archives/registry.example/team/large:v1.tar";

    @TempDir
    private static Path home;

    private static ServedBundle bundle;
    private static ServeRegistryProcess server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void serve() throws IOException {
        bundle = new ServedBundle(home, 6 << 20);
        server = ServeRegistryProcess.start(bundle.place());
    }

    @AfterAll
    static void stop() throws IOException {
        try (ServeRegistryProcess ended = server) {
            assertThat(ended.log()).hasSize(1);
        }
    }

    /** What an export of the same place is. */
    private static byte[] exported(Object... words) {
        List<Object> all = new ArrayList<>(List.of("export", "-o", "-"));
        all.addAll(List.of(words));
        return dray(all.toArray()).requireSuccess().outBytes();
    }

    private static byte[] exportedLarge() {
        return exported(bundle.place() + ":registry.example/team/large:v1");
    }

    private static byte[] downloaded(String target) throws IOException {
        ApiResponse response = server.get(target);
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        return response.body();
    }

    @Test
    void areTheBytesOfAnExport() throws IOException {
        byte[] whole = exported(bundle.place() + ":docker.io/library/app:v1");
        ApiResponse response = server.get("/archives/library/app:v1.tar");
        assertThat(response.header("Content-Length")).contains(Integer.toString(whole.length));
        assertThat(response.body()).isEqualTo(whole);
        assertThat(downloaded("/archives/docker.io/library/app:v1.tar")).isEqualTo(whole);
    }

    @Test
    void haveThePlatformsThatAreAskedFor() throws IOException {
        String app = bundle.place() + ":docker.io/library/app:v1";
        assertThat(downloaded("/archives/library/app:v1.tar?platform=linux/arm64"))
                .isEqualTo(exported(app, "--platform", "linux/arm64"));
        assertThat(downloaded("/archives/library/app:v1.tar?platform=linux/amd64"))
                .isEqualTo(exported(app, "--platform", "linux/amd64"))
                .isNotEqualTo(exported(app, "--platform", "linux/arm64"));
        Path both = Files.write(
                directory.resolve("both.tar"),
                downloaded("/archives/library/app:v1.tar?platform=linux/arm64&platform=linux/amd64"));
        assertThat(dray("verify", "oci-archive:" + both).requireSuccess().out()).contains("ok, 8 blobs");
        assertThat(server.get("/archives/library/app:v1.tar?platform=linux/s390x")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void canBePacked() throws IOException {
        ApiResponse packed = server.get("/archives/library/app:v1.tar.gz");
        assertThat(packed.header("Content-Length")).isEmpty();
        Path file = Files.write(directory.resolve("app.tar.gz"), packed.body());
        assertThat(Peers.require("gzip")
                        .run("-dc", file.toString())
                        .requireSuccess()
                        .outBytes())
                .isEqualTo(exported(bundle.place() + ":docker.io/library/app:v1"));
        Path zst = Files.write(directory.resolve("app.tar.zst"), downloaded("/archives/library/app:v1.tar.zst"));
        assertThat(dray("verify", "oci-archive:" + zst).requireSuccess().out()).contains("ok");
    }

    @Test
    void goOnAtTheByteWhereTheyBrokeOffThoughTheServerStartedAgain() throws IOException {
        byte[] whole = exportedLarge();
        Path part = directory.resolve("part.tar");
        Peers.require("sh")
                .with("-c", "curl -s \"$1\" | head -c 1234567 >\"$2\"", "sh", server.url() + LARGE, part.toString())
                .run();
        assertThat(Files.size(part)).isEqualTo(1234567);
        try (ServeRegistryProcess another = ServeRegistryProcess.start(bundle.place())) {
            ProgramResult rest = Peers.require("curl")
                    .run(
                            "-sS",
                            "--fail",
                            "-C",
                            "-",
                            "-o",
                            part.toString(),
                            "-w",
                            "%{http_code} %{size_download}",
                            another.url() + LARGE)
                    .requireSuccess();
            assertThat(rest.out()).isEqualTo("206 " + (whole.length - 1234567));
            assertThat(another.get(LARGE).header("ETag"))
                    .isEqualTo(server.get(LARGE).header("ETag"));
        }
        assertThat(part).hasBinaryContent(whole);
        assertThat(dray("verify", "oci-archive:" + part).requireSuccess().out()).contains("ok");
    }

    @Test
    void comeInPiecesAndAnotherVersionOfThemComesWhole() throws IOException {
        byte[] whole = exportedLarge();
        String tag = server.send(ApiRequest.of("HEAD", LARGE)).header("ETag").orElseThrow();
        ApiRequest tail = ApiRequest.of("GET", LARGE).with("Range", "bytes=5000000-");

        ApiResponse same = server.send(tail.with("If-Range", tag));
        assertThat(same.status()).isEqualTo(206);
        assertThat(same.header("Content-Range")).contains("bytes 5000000-" + (whole.length - 1) + "/" + whole.length);
        assertThat(same.body()).isEqualTo(Arrays.copyOfRange(whole, 5000000, whole.length));

        ApiResponse other = server.send(tail.with("If-Range", "\"of-yesterday\""));
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(whole);

        assertThat(server.send(ApiRequest.of("GET", LARGE).with("If-None-Match", tag))
                        .status())
                .isEqualTo(304);
        assertThat(server.send(ApiRequest.of("GET", LARGE).with("Range", "bytes=" + whole.length + "-"))
                        .status())
                .isEqualTo(416);
    }
}
