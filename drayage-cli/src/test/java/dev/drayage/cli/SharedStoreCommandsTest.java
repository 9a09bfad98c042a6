package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.peer.PostgresServer;
import dev.drayage.testkit.peer.RegistryProcess;
import dev.drayage.testkit.registry.ApiRequest;
import dev.drayage.testkit.registry.ApiResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on stores that several machines use. */
class SharedStoreCommandsTest {
    private static PostgresServer database;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        database = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (database != null) {
            database.close();
        }
    }

    private static String root() {
        return database.url() + "?schema=" + PostgresServer.freshSchema();
    }

    private static byte[] bytes(int number) {
        return ImageBuilder.noise(number, 50_000);
    }

    private static Digest digest(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes);
    }

    @Test
    void whatOneRegistryTakesAnotherServesAndFinishes() throws Exception {
        String root = root();
        dray("store", "init", "--root", root + "&blobs=" + directory.resolve("blobs"))
                .requireSuccess();
        byte[] bytes = bytes(1);
        try (ServeRegistryProcess one = ServeRegistryProcess.start("--writable", "--root", root);
                ServeRegistryProcess other = ServeRegistryProcess.start("--writable", "--root", root)) {
            String location = one.send(ApiRequest.of("POST", "/v2/team/app/blobs/uploads/"))
                    .header("Location")
                    .orElseThrow();
            assertThat(one.send(ApiRequest.of("PATCH", location).sending(Arrays.copyOf(bytes, 20_000)))
                            .status())
                    .isEqualTo(202);
            ApiRequest rest = ApiRequest.of(
                            "PUT", location + (location.indexOf('?') < 0 ? "?" : "&") + "digest=" + digest(bytes))
                    .sending(Arrays.copyOfRange(bytes, 20_000, bytes.length));
            ApiResponse finished = other.send(rest);
            // The first keeps it open for its next request, for some seconds.
            for (int tries = 0; finished.status() == 409 && tries < 30; tries++) {
                Thread.sleep(1000);
                finished = other.send(rest);
            }
            assertThat(finished.status()).as(finished.toString()).isEqualTo(201);
            assertThat(one.get("/v2/team/app/blobs/" + digest(bytes)).body()).isEqualTo(bytes);
        }
        assertThat(dray("store", "check", "--root", root).requireSuccess().err())
                .contains("1 blobs are known; 0");
        dray("gc", "--root", root).requireSuccess();
        assertThat(dray("store", "check", "--root", root).requireSuccess().err())
                .contains("1 blobs are known; 0");
        Files.delete(
                directory.resolve("blobs/blobs/sha256").resolve(digest(bytes).hex()));
        assertThat(dray("store", "check", "--root", root).exitCode()).isEqualTo(ExitCode.MISSING);
    }

    @Test
    void theStorageOfARegistryIsTakenOverWithoutCopyingABlob() throws IOException {
        Path home = Files.createDirectories(directory.resolve("registry"));
        Path storage = home.resolve("storage");
        String root = root();
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            dray(
                            "copy",
                            "--plain-http",
                            "oci:" + Fixtures.hello(),
                            "docker://" + registry.authority() + "/team/hello:v1")
                    .requireSuccess();
        }
        long before = size(storage);
        assertThat(dray("store", "adopt", "--root", root, "registry-storage:" + storage)
                        .requireSuccess()
                        .err())
                .contains("1 tags");
        assertThat(size(storage)).isEqualTo(before);
        assertThat(dray("ls", "--root", root).requireSuccess().lines())
                .anyMatch(line -> line.startsWith("docker.io/team/hello:v1 "));
        dray("gc", "--root", root).requireSuccess();
        dray("verify", "--root", root, "team/hello:v1").requireSuccess();
        dray("export", "--root", root, "team/hello:v1", "-o", directory.resolve("hello.tar"))
                .requireSuccess();
        dray("verify", "oci-archive:" + directory.resolve("hello.tar")).requireSuccess();
    }

    /** Of blobs, which nobody copies. */
    private static long size(Path storage) throws IOException {
        try (var files = Files.walk(storage.resolve("docker/registry/v2/blobs"))) {
            long size = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
            return size;
        }
    }

    @Test
    void aStoreThatIsNotThereIsToldOf() {
        String root = root();
        assertThat(dray("ls", "--root", root).err()).contains("make one with dray store init");
        assertThat(dray("store", "init", "--root", root).err()).contains("say where the blobs of");
        assertThat(dray("store", "init", "--root", directory).err()).contains("has no store.toml");
        assertThat(dray("ls", "--root", root + "&nonsense=1").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theUserTheDatabaseDoesNotKnowIsToldOf() {
        Invocation run = dray("ls", "--root", root().replace("postgres@", "nobody@"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("does not let user nobody into database");
        assertThat(dray("ls", "--root", "postgresql://nobody:secret@127.0.0.1:58x/dray")
                        .err())
                .isEqualTo("dray: --root: the port of PostgreSQL at 127.0.0.1 is to be a number from 1 to 65535, as in"
                        + " postgresql://USER@HOST:5432/DATABASE; see dray ls --help\n");
    }

    @Test
    void aStoreThatIsThereWithOtherBlobsIsToldOf() {
        String root = root();
        Path blobs = directory.resolve("blobs");
        dray("store", "init", "--root", root + "&blobs=" + blobs).requireSuccess();
        Path others = directory.resolve("others");
        Invocation run = dray("store", "init", "--root", root + "&blobs=" + others);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("are in " + blobs + ", and " + others + " has none of them");
        assertThat(others).doesNotExist();
        assertThat(dray("store", "init", "--root", root + "&blobs=" + blobs)
                        .requireSuccess()
                        .err())
                .contains("already");
    }

    @Test
    void clientsAreToldSoonThatTheDatabaseDoesNotRespond() throws Exception {
        String root = root();
        dray("store", "init", "--root", root + "&blobs=" + directory.resolve("blobs"))
                .requireSuccess();
        try (ServeRegistryProcess serving = ServeRegistryProcess.start("--root", root)) {
            assertThat(serving.get("/v2/_catalog").status()).isEqualTo(200);
            database.stop();
            try {
                ApiResponse response = serving.get("/v2/_catalog");
                assertThat(response.status()).as(response.toString()).isEqualTo(503);
                assertThat(response.header("Retry-After")).isPresent();
            } finally {
                database.begin();
            }
            assertThat(serving.get("/v2/_catalog").status()).isEqualTo(200);
        }
    }

    @Test
    void aFileNamesOneWithSqliteAndABucket() throws IOException {
        Path file = Files.writeString(
                directory.resolve("store.toml"), "# ours\nblobs = \"file://" + directory.resolve("bucket") + "\"\n");
        dray("store", "init", "--root", file).requireSuccess();
        dray("import", "--root", directory, "oci:" + Fixtures.hello()).requireSuccess();
        List<String> lines = dray("ls", "--root", file).requireSuccess().lines();
        assertThat(lines).hasSizeGreaterThan(1);
        assertThat(directory.resolve("bucket/docker/registry/v2/blobs/sha256")).isDirectory();
        assertThat(dray("gc", "--rebuild", "--root", file).err()).contains("is restored from a backup");
    }
}
