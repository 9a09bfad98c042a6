package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.storage.directory.DirectoryBucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectCommandTest {
    private static final byte[] BLOB = "left over".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.compute(DigestAlgorithm.SHA256, BLOB);

    @TempDir
    Path directory;

    private DirectoryBucket bucket;

    @BeforeEach
    void makeStorage() throws IOException {
        bucket = DirectoryBucket.create(directory.resolve("registry"));
        bucket.put(RegistryKeys.blob(DIGEST), BLOB);
        bucket.put(RegistryKeys.layer("app", DIGEST), RegistryKeys.linkTo(DIGEST));
    }

    private Invocation gc(String... arguments) {
        Object[] all = new Object[arguments.length + 2];
        all[0] = "gc";
        all[1] = "registry-storage:" + directory.resolve("registry");
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return dray(all);
    }

    @Test
    void aDryRunSaysWhatGoesAndWhy() throws IOException {
        assertThat(gc("--dry-run").requireSuccess().lines()).isEmpty();
        Invocation run = gc("--dry-run", "--grace", "0s").requireSuccess();
        assertThat(run.lines())
                .singleElement()
                .asString()
                .startsWith("free blob " + DIGEST + " (9 bytes): no manifest that is kept refers to it");
        assertThat(run.err()).contains("would free").contains("requests");
        assertThat(bucket.find(RegistryKeys.blob(DIGEST))).isPresent();
    }

    @Test
    void aPlanIsWrittenAndApplied() throws IOException {
        Path plan = directory.resolve("plan.json");
        gc("--plan", plan.toString(), "--grace", "0s").requireSuccess();
        assertThat(plan).content().contains(DIGEST.toString());
        assertThat(bucket.find(RegistryKeys.blob(DIGEST))).isPresent();
        gc("--apply", plan.toString(), "--grace", "0s", "--settle", "0s").requireSuccess();
        assertThat(bucket.find(RegistryKeys.blob(DIGEST))).isEmpty();
        assertThat(bucket.find(RegistryKeys.layer("app", DIGEST))).isEmpty();
    }

    @Test
    void aPlanIsForTheOptionsThatItWasMadeWith() throws IOException {
        String plan = directory.resolve("plan.json").toString();
        gc("--plan", plan, "--grace", "0s", "--untagged", "remove", "--uploads", "7d")
                .requireSuccess();
        Invocation without = gc("--apply", plan, "--grace", "0s", "--settle", "0s", "--uploads", "7d");
        assertThat(without.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(without.err())
                .contains(plan + " was made with --untagged remove")
                .contains("add it");
        assertThat(gc("--apply", plan, "--grace", "0s", "--untagged", "remove").err())
                .contains("was made with --uploads");
        assertThat(bucket.find(RegistryKeys.blob(DIGEST))).isPresent();
        String[] applied = {
            "--apply", plan, "--grace", "0s", "--settle", "0s", "--untagged", "remove", "--uploads", "7d"
        };
        assertThat(gc(applied).requireSuccess().err()).doesNotContain("of what the plan names");
        assertThat(gc(applied).requireSuccess().err()).contains("1 of what the plan names stays or was gone already");
    }

    @Test
    void aRuleThatIsAboutNoTagIsToldOf() throws IOException {
        bucket.put(RegistryKeys.revision("app", DIGEST), RegistryKeys.linkTo(DIGEST));
        bucket.put(RegistryKeys.current("app", "v1"), RegistryKeys.linkTo(DIGEST));
        Invocation run = gc("--dry-run", "--untagged", "remove", "--keep", "v*=3", "--keep", "release-*=3")
                .requireSuccess();
        assertThat(run.err())
                .contains("no tag of any repository matches the rule for tags release-*")
                .doesNotContain("rule for tags v*");
    }

    @Test
    void aTimeWithoutAUnitIsExplained() {
        assertThat(gc("--grace", "0").err()).contains("'0' has no unit; write 0s for seconds");
    }

    @Test
    void eventsAreForPrograms() {
        List<String> lines =
                gc("--stopped", "--grace", "0s", "--json").requireSuccess().lines();
        assertThat(lines)
                .anyMatch(line -> line.contains("\"event\":\"freed\"") && line.contains(DIGEST.toString()))
                .last()
                .asString()
                .contains("\"event\":\"done\"")
                .contains("\"freedBlobs\":1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--keep v*=3",
                "--untagged remove --keep v*",
                "--untagged some",
                "--grace soon",
                "--stopped --settle 1s",
                "--plan a --apply b",
                "--dry-run --apply b",
                "--pulls log",
                "--rebuild",
                "--parallel 0"
            })
    void whatCannotBeMeantIsRefused(String arguments) throws IOException {
        assertThat(gc(arguments.split(" ")).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(bucket.find(RegistryKeys.blob(DIGEST))).isPresent();
    }

    @Test
    void optionsOfTheStorageAreRefusedForTheLocalStore() {
        assertThat(dray("gc", "--root", directory.resolve("store"), "--grace", "1h")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(dray("gc", "oci:" + directory).exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
