package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.peer.PostgresServer;
import dev.drayage.testkit.peer.SmallDisk;
import dev.drayage.testkit.registry.ApiRequest;
import dev.drayage.testkit.registry.ApiResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands at a store whose database has no room left. */
class FullDatabaseCommandsTest {
    /** Enough for a table to need another page, and an index. */
    private static final int MANY = 2000;

    @TempDir
    private Path directory;

    @Test
    void whoPushesOrNamesIsToldAndCanWhenThereIsRoomAgain(@TempDir Path mountPoint) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(mountPoint, "64m");
                PostgresServer database = PostgresServer.startTablesIn(mountPoint)) {
            String root = database.url();
            dray("store", "init", "--root", root + "?blobs=" + directory.resolve("blobs"))
                    .requireSuccess();
            dray("import", "--root", root, "oci:" + Fixtures.hello()).requireSuccess();
            String image =
                    dray("ls", "-q", "--root", root).requireSuccess().lines().get(0);
            disk.fill();
            try (ServeRegistryProcess serving = ServeRegistryProcess.start("--writable", "--root", root)) {
                int pushed = 0;
                ApiResponse refused = push(serving, pushed);
                while (refused.status() == 201 && pushed < MANY) {
                    refused = push(serving, ++pushed);
                }
                assertThat(refused.status()).as(refused.toString()).isEqualTo(507);
                assertThat(serving.log()).anyMatch(line -> line.contains("the disk of PostgreSQL at"));

                int named = 0;
                Invocation failed = name(root, image, named);
                while (failed.exitCode() == ExitCode.DONE && named < MANY) {
                    failed = name(root, image, ++named);
                }
                assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(failed.err())
                        .startsWith("dray: the disk of PostgreSQL at 127.0.0.1:" + database.port() + " is full")
                        .hasLineCount(1);
                dray("verify", "--root", root, image).requireSuccess();

                disk.empty();
                assertThat(push(serving, pushed).status()).isEqualTo(201);
                name(root, image, named).requireSuccess();
            }
            assertThat(dray("store", "check", "--root", root).requireSuccess().err())
                    .contains("; 0 of them are missing");
        }
    }

    private static Invocation name(String root, String image, int number) {
        return dray("tag", "--root", root, image, "long-" + "x".repeat(100) + ":" + number);
    }

    private static ApiResponse push(ServeRegistryProcess serving, int number) throws IOException {
        byte[] bytes = ImageBuilder.noise(number, 1000);
        ApiResponse begun = serving.send(ApiRequest.of("POST", "/v2/team/app/blobs/uploads/"));
        if (begun.status() != 202) {
            return begun;
        }
        String location = begun.header("Location").orElseThrow();
        return serving.send(ApiRequest.of(
                        "PUT",
                        location + (location.indexOf('?') < 0 ? "?" : "&") + "digest="
                                + Digest.compute(DigestAlgorithm.SHA256, bytes))
                .sending(bytes));
    }
}
