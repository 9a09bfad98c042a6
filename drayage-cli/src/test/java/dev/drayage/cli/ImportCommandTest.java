package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.peer.Peers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code dray import}. */
class ImportCommandTest {
    private final SampleImage image = new SampleImage();

    @TempDir
    private Path directory;

    private Invocation run(Object... words) {
        List<Object> all = new ArrayList<>(Arrays.asList(words));
        all.add("--root");
        all.add(directory.resolve("store"));
        return dray(all.toArray());
    }

    private Path archive() throws IOException {
        String name = image.archive(directory.resolve("image.tar"), ".");
        return Path.of(name.substring("oci-archive:".length()));
    }

    private String verified(String name) {
        run("verify", name).requireSuccess();
        return run("ls", "--json", name)
                .requireSuccess()
                .documents()
                .get(0)
                .get("digest")
                .asString();
    }

    @Test
    void aBareTagGetsTheBaseName() throws IOException {
        Invocation run = run("import", archive(), "--base-name", "registry.example/app");
        assertThat(run.requireSuccess().lines()).containsExactly("registry.example/app:v1  " + image.index.digest());
        assertThat(verified("registry.example/app:v1"))
                .isEqualTo(image.index.digest().toString());
    }

    @Test
    void aBareTagWithoutOneGetsTheDate() throws IOException {
        assertThat(run("import", archive()).requireSuccess().out())
                .matches("import-\\d{4}-\\d{2}-\\d{2}:v1  " + image.index.digest() + "\n");
    }

    @Test
    void theOneImageMayBeGivenAName() throws IOException {
        run("import", archive(), "--name", "app:v2").requireSuccess();
        assertThat(verified("docker.io/library/app:v2"))
                .isEqualTo(image.index.digest().toString());
        assertThat(run("import", archive(), "--name", "UPPER").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aDirectoryIsALayout() throws IOException {
        image.layout(directory.resolve("images"));
        run("import", directory.resolve("images"), "--name", "app").requireSuccess();
        assertThat(verified("app")).isEqualTo(image.index.digest().toString());
    }

    @Test
    void importingAgainReadsNothing() throws IOException {
        run("import", archive(), "--name", "app:v1").requireSuccess();
        Invocation again =
                run("import", "--json", archive(), "--name", "app:v1").requireSuccess();
        JsonNode done = again.documents().get(again.documents().size() - 1);
        assertThat(done.get("event").asString()).isEqualTo("done");
        assertThat(done.get("moved").asInt()).isZero();
        assertThat(done.get("present").asInt())
                .isEqualTo(image.content.digests().size());
    }

    @Test
    void anArchiveComesThroughAPipeCompressedOrNot() throws IOException {
        byte[] tar = Files.readAllBytes(archive());
        InputStream before = System.in;
        try {
            for (byte[] bytes : List.of(tar, ImageBuilder.gzip(tar))) {
                System.setIn(new ByteArrayInputStream(bytes));
                run("import", "-", "--name", "app").requireSuccess();
            }
        } finally {
            System.setIn(before);
        }
        assertThat(verified("app")).isEqualTo(image.index.digest().toString());
    }

    @Test
    void onlyThePlatformAskedForIsTaken() throws IOException {
        run("import", archive(), "--name", "app", "--platform", "linux/arm64").requireSuccess();
        assertThat(verified("app")).isEqualTo(image.arm64.digest().toString());
        run("import", archive(), "--name", "sparse", "--platform", "linux/arm64", "--sparse-index")
                .requireSuccess();
        assertThat(run("tree", "sparse").requireSuccess().out())
                .contains(image.index.digest().shortForm(), image.arm64.digest().shortForm());
        assertThat(run("verify", "sparse").out()).contains(image.amd64.digest().toString());
    }

    @Test
    void whatIsMissingIsToldAndNothingIsStored() throws IOException {
        image.content.remove(image.arm64.digest());
        Path file = archive();
        Invocation refused = run("import", file, "--name", "app", "--all-platforms");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(refused.message()).contains(image.arm64.digest().toString());
        assertThat(run("ls").lines()).hasSize(1);
        Invocation taken = run("import", file, "--name", "app").requireSuccess();
        assertThat(taken.err()).contains("left out, for it is missing: manifest " + image.arm64.digest());
    }

    @Test
    void corruptContentIsNamedAndTheImageIsNotStored() throws IOException {
        image.content.flipBit(image.amd64.digest(), 5);
        Invocation refused = run("import", archive(), "--name", "app");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(refused.message()).contains(image.amd64.digest().toString());
        assertThat(run("ls").lines()).hasSize(1);
    }

    @Test
    void somethingElseIsNoArchive() throws IOException {
        Path text = Files.writeString(directory.resolve("notes"), "not an archive ".repeat(100));
        assertThat(run("import", text).exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run("import", directory.resolve("absent")).message()).contains("does not exist");
    }

    @Test
    void whatIsImportedIsWhatIsExported() throws IOException {
        run("import", archive(), "--name", "app:v1").requireSuccess();
        Path first = directory.resolve("first.tar");
        run("export", "app:v1", "-o", first).requireSuccess();
        Path store = directory.resolve("second-store");
        dray("import", first, "--root", store).requireSuccess();
        Path second = directory.resolve("second.tar");
        dray("export", "app:v1", "-o", second, "--root", store).requireSuccess();
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void whatOtherToolsPackIsTaken() throws IOException {
        Path file = archive();
        Peers.require("zstd").run("-q", file.toString()).requireSuccess();
        run("import", directory.resolve("image.tar.zst"), "--name", "app").requireSuccess();
        assertThat(verified("app")).isEqualTo(image.index.digest().toString());
    }
}
