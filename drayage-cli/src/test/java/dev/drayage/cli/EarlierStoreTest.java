package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.TestData;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever upgrades keeps what the build before stored. */
class EarlierStoreTest {
    private static final String SAMPLE = "sha256:f5a628863172d28473debc71d4e1efd6b4a046ca37c86bbe6013667f09efe53c";

    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void unpack() throws IOException {
        Path packed = TestData.of("stores/schema-1.tar");
        Process tar = new ProcessBuilder("tar", "-xf", packed.toString(), "-C", directory.toString())
                .inheritIO()
                .start();
        assertThat(tar.onExit().join().exitValue()).isZero();
        store = directory.resolve("store");
    }

    @Test
    void imagesNamespacesLabelsAndLeasesAreThere() {
        assertThat(dray("ls", "--json", "--root", store).requireSuccess().documents())
                .singleElement()
                .satisfies(image -> {
                    assertThat(image.get("name").asString()).isEqualTo("docker.io/drayage/hello:latest");
                    assertThat(image.get("digest").asString()).isEqualTo(SAMPLE);
                    assertThat(image.at("/labels/made-by").asString()).isEqualTo("0.1.0-SNAPSHOT");
                });
        assertThat(dray("ls", "-q", "--namespace", "other", "--root", store)
                        .requireSuccess()
                        .lines())
                .containsExactly("registry.example/hello:v1");
        assertThat(dray("lease", "ls", "--root", store).requireSuccess().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("kept ") && line.contains("never"));
    }

    @Test
    void everyBlobIsSoundAndStaysUntilNothingHoldsIt() {
        dray("gc", "--root", store).requireSuccess();
        dray("verify", "docker.io/drayage/hello:latest", "--root", store).requireSuccess();
        dray("rm", "docker.io/drayage/hello:latest", "--root", store).requireSuccess();
        dray("rm", "registry.example/hello:v1", "--namespace", "other", "--root", store)
                .requireSuccess();
        dray("gc", "--root", store).requireSuccess();
        assertThat(store.resolve("blobs/sha256")).isNotEmptyDirectory();

        dray("lease", "rm", "kept", "--root", store).requireSuccess();
        dray("gc", "--root", store).requireSuccess();
        assertThat(store.resolve("blobs/sha256")).isEmptyDirectory();
    }

    @Test
    void moreIsImportedIntoIt() {
        dray("import", TestData.of("edge/good.tar"), "--root", store).requireSuccess();
        assertThat(dray("ls", "-q", "--root", store).requireSuccess().lines()).hasSizeGreaterThan(1);
    }
}
