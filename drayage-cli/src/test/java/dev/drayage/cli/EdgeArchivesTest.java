package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.drayage.testkit.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Unusual and hostile archives, each with the verdict that it should get. */
class EdgeArchivesTest {
    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> eachIsTakenOrRefusedAsItShouldBe() throws IOException {
        return Files.readAllLines(TestData.of("edge/EXPECT.tsv")).stream()
                .map(line -> line.split("\t", -1))
                // Docker's own archives have tests of their own.
                .filter(cells -> cells[0].endsWith(".tar") && !cells[0].startsWith("docker-"))
                .map(cells -> dynamicTest(
                        cells[0] + ": " + cells[1], () -> judge(TestData.of("edge/" + cells[0]), cells[1])));
    }

    @TestFactory
    Stream<DynamicTest> eachIsImportedOrRefusedAsItShouldBe() throws IOException {
        return Files.readAllLines(TestData.of("edge/EXPECT.tsv")).stream()
                .map(line -> line.split("\t", -1))
                .map(cells -> dynamicTest(
                        cells[0] + ": " + cells[1], () -> judgeImport(TestData.of("edge/" + cells[0]), cells[1])));
    }

    private void judgeImport(Path file, String verdict) throws IOException {
        Path store = Files.createTempDirectory(directory, "store");
        Invocation run = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> dray("import", file, "--root", store));
        if (verdict.equals("ok")) {
            run.requireSuccess();
        } else if (verdict.equals("error")) {
            assertThat(run.exitCode()).as(run.toString()).isIn(ExitCode.MISSING, ExitCode.CORRUPT);
        }
        if (run.exitCode() != ExitCode.DONE) {
            assertThat(run.message()).contains(file.toString());
            assertThat(dray("ls", "--quiet", "--json", "--root", store)
                            .requireSuccess()
                            .out())
                    .as("images after %s", run)
                    .isEmpty();
        }
        assertThat(Path.of("/tmp/edge-pwned")).doesNotExist();
    }

    private void judge(Path file, String verdict) throws IOException {
        Path target = Files.createTempDirectory(directory, "target");
        Invocation run = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> dray("export", "oci-archive:" + file, "-o", target.resolve("image.tar")));

        if (verdict.equals("ok")) {
            run.requireSuccess();
            dray("verify", "oci-archive:" + target.resolve("image.tar")).requireSuccess();
        } else if (verdict.equals("error")) {
            assertThat(run.exitCode()).as(run.toString()).isIn(ExitCode.MISSING, ExitCode.CORRUPT);
        }
        if (run.exitCode() != ExitCode.DONE) {
            assertThat(run.message()).contains(file.toString());
            assertThat(Fixtures.filesBelow(target)).isEmpty();
        }
        assertThat(Path.of("/tmp/edge-pwned")).doesNotExist();
    }
}
