package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.InProcessRegistry;
import dev.drayage.testkit.registry.MemoryRepository;
import dev.drayage.testkit.registry.RegistryTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Two releases, of which the second differs in some bytes of a file. */
@RegistryTest
class DeltaCommandsTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor v1 = release(noise(1, 200_000));
    private final Descriptor v2 = release(changed());

    @TempDir
    private Path directory;

    private String images;
    private String file;

    private static byte[] changed() {
        byte[] bytes = noise(1, 200_000);
        bytes[100_000]++;
        return bytes;
    }

    private Descriptor release(byte[] app) {
        byte[] same = new LayerDraft().file("etc/same", noise(2, 9000)).bytes();
        byte[] layer = new LayerDraft().file("bin/app", app).bytes();
        return anImageIn(content).withLayer(same).withLayer(layer).build();
    }

    @BeforeEach
    void writeReleases() throws IOException {
        LayoutDirectory.write(
                directory.resolve("images"),
                content,
                LayoutDirectory.tagged(v1, "v1"),
                LayoutDirectory.tagged(v2, "v2"));
        images = "oci:" + directory.resolve("images");
        file = directory.resolve("update.delta.tar").toString();
        dray("delta", "create", images + ":v1", images + ":v2", "-o", file).requireSuccess();
        dray("copy", images + ":v1", old()).requireSuccess();
    }

    private String old() {
        return "oci:" + directory.resolve("old");
    }

    private String to(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void isSmallAndLeadsToTheVeryImage() throws IOException {
        assertThat(Files.size(Path.of(file))).isLessThan(20_000);

        for (String place :
                List.of("oci:" + to("new"), "oci-archive:" + to("new.tar"), "registry-storage:" + to("s") + ":x:v2")) {
            dray("delta", "apply", old(), file, place).requireSuccess();
            dray("diff", images + ":v2", place).requireSuccess();
            assertThat(dray("verify", place).requireSuccess().out()).contains("ok");
        }
    }

    @Test
    void goesBesideTheImageThatItBeginsWith() {
        dray("delta", "apply", old(), file, old() + ":v2").requireSuccess();

        assertThat(dray("digest", old() + ":v2").requireSuccess().out())
                .contains(v2.digest().toString());
        assertThat(dray("digest", old() + ":v1").requireSuccess().out())
                .contains(v1.digest().toString());
    }

    @Test
    void leadsFromTheLocalStoreIntoIt() {
        String root = to("store");
        dray("import", images + ":v1", "--name", "app:v1", "--root", root).requireSuccess();

        dray("delta", "apply", "app:v1", file, "app:v2", "--root", root).requireSuccess();

        assertThat(dray("digest", "app:v2", "--root", root).requireSuccess().out())
                .contains(v2.digest().toString());
    }

    @Test
    void isKeptInARegistryAsWhatRefersToTheNewImage(InProcessRegistry registry) {
        String app = "docker://" + registry.address() + "/app";
        dray("copy", images + ":v1", app + ":v1").requireSuccess();
        dray("copy", "oci-archive:" + file, app + ":v1-to-v2").requireSuccess();

        dray("delta", "apply", app + ":v1", app + ":v1-to-v2", app + ":v2").requireSuccess();

        assertThat(dray("digest", app + ":v2").requireSuccess().out())
                .contains(v2.digest().toString());
        dray("copy", app + ":v2", "oci:" + to("referred"), "--referrers").requireSuccess();
        assertThat(dray("ls", "oci:" + to("referred"), "--digests")
                        .requireSuccess()
                        .out())
                .as("the delta is about the new image")
                .contains(
                        dray("digest", app + ":v1-to-v2").requireSuccess().out().strip());
    }

    @Test
    void isKeptBesideTheNewImageInARegistryWhicheverCameFirst(InProcessRegistry registry) {
        String app = "docker://" + registry.address() + "/app";
        dray("copy", images + ":v2", app + ":v2").requireSuccess();
        dray("copy", "oci-archive:" + file, app + ":v1-to-v2").requireSuccess();
        dray("delta", "apply", old(), app + ":v1-to-v2", "oci:" + to("new")).requireSuccess();

        String other = "docker://" + registry.address() + "/other";
        dray("copy", app + ":v2", other + ":v2", "--referrers").requireSuccess();
        String delta = dray("digest", app + ":v1-to-v2").requireSuccess().out().strip();
        dray("delta", "apply", old(), other + "@" + delta, "oci:" + to("again")).requireSuccess();
        dray("diff", images + ":v2", "oci:" + to("again")).requireSuccess();
    }

    @Test
    void isFoundBesideTheNewImageAndSparesItsLayers(InProcessRegistry registry) throws IOException {
        String app = "docker://" + registry.address() + "/app";
        dray("copy", images + ":v2", app + ":v2").requireSuccess();
        Invocation whole = dray("copy", app + ":v2", "oci:" + to("whole"), "--delta-from", old());
        assertThat(whole.requireSuccess().err()).contains("no delta leads from " + old() + " to " + v2.digest());
        dray("copy", "oci-archive:" + file, app + ":v1-to-v2").requireSuccess();
        registry.forgetRequests();

        Invocation run = dray("copy", app + ":v2", "oci:" + to("new") + ":v2", "--delta-from", old());

        assertThat(run.requireSuccess().err()).contains("1 layer of ", " was made of " + old() + " and deltas of ");
        dray("diff", images + ":v2", "oci:" + to("new")).requireSuccess();
        assertThat(dray("verify", "oci:" + to("new")).requireSuccess().out()).contains("ok");
        List<String> layers = new Documents(content)
                .manifest(v2).layers().stream()
                        .map(layer -> layer.digest().toString())
                        .toList();
        assertThat(registry.requests())
                .as("neither the layer that is made nor the one that the old image has is fetched")
                .noneMatch(
                        request -> request.startsWith("GET") && layers.stream().anyMatch(request::contains));
    }

    @Test
    void isLeftOutWithAWordWhereItIsNotWhole(InProcessRegistry registry) {
        String app = "docker://" + registry.address() + "/app";
        dray("copy", images + ":v2", app + ":v2").requireSuccess();
        dray("copy", "oci-archive:" + file, app + ":v1-to-v2").requireSuccess();
        MemoryRepository repository = registry.repositories().repository("app");
        Digest delta = repository.find("v1-to-v2").orElseThrow().digest();
        String packing = "";
        for (JsonNode layer : Invocation.documents(new String(repository.bytes(delta), StandardCharsets.UTF_8))
                .get(0)
                .at("/layers")) {
            packing = layer.at("/mediaType").asString().contains("packing")
                    ? layer.at("/digest").asString()
                    : packing;
        }
        for (String method : List.of("GET", "HEAD")) {
            registry.faults().always(method, "/blobs/" + packing).refuse(404);
        }

        Invocation run = dray("copy", app + ":v2", "oci:" + to("new") + ":v2", "--delta-from", old());

        assertThat(run.requireSuccess().err()).contains(packing, "; delta " + delta + " is left out");
        dray("diff", images + ":v2", "oci:" + to("new")).requireSuccess();
    }

    @Test
    void isDoneWithoutWhereItIsDamaged(InProcessRegistry registry) throws IOException {
        String app = "docker://" + registry.address() + "/app";
        dray("copy", images + ":v2", app + ":v2").requireSuccess();
        dray("copy", "oci-archive:" + file, app + ":v1-to-v2").requireSuccess();
        damageOldLayer();

        Invocation run = dray("copy", app + ":v2", "oci:" + to("new") + ":v2", "--delta-from", old());

        assertThat(run.requireSuccess().err()).contains("was copied as it is");
        dray("diff", images + ":v2", "oci:" + to("new")).requireSuccess();
        assertThat(dray("verify", "oci:" + to("new")).requireSuccess().out()).contains("ok");
        Invocation none = dray("copy", app + ":v2", "oci:" + to("other"), "--delta-from", "oci:" + to("nowhere"));
        assertThat(none.exitCode()).isEqualTo(ExitCode.MISSING);
    }

    @Test
    void beginsWithTheImageThatIsNamed() {
        dray("copy", images + ":v2", old() + ":v2").requireSuccess();

        Invocation failed = dray("delta", "apply", old() + ":v2", file, "oci:" + to("new"));

        assertThat(failed.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(failed.err()).contains("what was named of " + old() + " is no image " + v1.digest());
    }

    @Test
    void isKeptInTheStorageOfARegistry() {
        String app = "registry-storage:" + to("storage") + ":app";
        dray("copy", images + ":v1", app + ":v1").requireSuccess();
        dray("copy", "oci-archive:" + file, app + ":v1-to-v2").requireSuccess();

        dray("delta", "apply", app + ":v1", app + ":v1-to-v2", app + ":v2").requireSuccess();

        assertThat(dray("verify", app + ":v2").requireSuccess().out()).contains("ok");
        dray("diff", images + ":v2", app + ":v2").requireSuccess();
    }

    @Test
    void canBeWrittenToAnyPlaceAndIsTheSameThere(InProcessRegistry registry) {
        String delta = "docker://" + registry.address() + "/app:delta";

        dray("delta", "create", images + ":v1", images + ":v2", "-o", delta).requireSuccess();

        String digest = dray("digest", delta).requireSuccess().out();
        assertThat(dray("ls", "oci-archive:" + file, "--digests")
                        .requireSuccess()
                        .out())
                .contains(digest.strip());
        JsonNode inspected = inspect(delta);
        assertThat(inspected.at("/manifests/0/target").asString())
                .isEqualTo(v2.digest().toString());
    }

    private static JsonNode inspect(String delta) {
        return Invocation.documents(dray("delta", "inspect", delta, "--json")
                        .requireSuccess()
                        .out())
                .get(0);
    }

    @Test
    void tellsWhatItNeedsAndHolds() {
        JsonNode delta = inspect(file);

        assertThat(delta.at("/manifests/0/source").asString())
                .isEqualTo(v1.digest().toString());
        assertThat(delta.at("/manifests/0/layers/0/method").asString()).isEqualTo("reused");
        assertThat(delta.at("/manifests/0/layers/1/method").asString()).isEqualTo("patched");
        assertThat(delta.at("/manifests/0/layers/1/packing").asString()).isEqualTo("a plain tar");
        assertThat(delta.at("/temporaryBytes").asLong()).isGreaterThan(400_000);
        assertThat(dray("delta", "inspect", file).requireSuccess().out())
                .contains(
                        "manifest " + v2.digest() + "  linux/amd64",
                        "needs    " + v1.digest(),
                        "in the base",
                        "patched with",
                        "of disk for a while");
    }

    @Test
    void isNotAppliedWhereTheOldImageIsNot() {
        Invocation failed = dray("delta", "apply", "oci:" + to("empty"), file, "oci:" + to("new"));
        assertThat(failed.exitCode()).isEqualTo(ExitCode.MISSING);

        dray("copy", images + ":v2", "oci:" + to("other")).requireSuccess();
        failed = dray("delta", "apply", "oci:" + to("other"), file, "oci:" + to("new"));
        assertThat(failed.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(failed.err())
                .contains("has no image " + v1.digest(), "apply it to a place that has that very image");
        assertThat(directory.resolve("new")).doesNotExist();
    }

    private String damageOldLayer() throws IOException {
        String layer =
                new Documents(content).manifest(v1).layers().get(1).digest().hex();
        Path blob = directory.resolve("old/blobs/sha256").resolve(layer);
        byte[] bytes = Files.readAllBytes(blob);
        bytes[50_000]++;
        Files.delete(blob);
        Files.write(blob, bytes);
        return layer;
    }

    @Test
    void needsNoOldImageWhereAllIsThere() {
        dray("copy", images + ":v2", "oci:" + to("new")).requireSuccess();
        dray("copy", images + ":v2", "oci:" + to("other") + ":else").requireSuccess();

        dray("delta", "apply", "oci:" + to("other"), file, "oci:" + to("new") + ":again")
                .requireSuccess();

        dray("diff", images + ":v2", "oci:" + to("new") + ":again").requireSuccess();
    }

    @Test
    void saysThatTheBaseIsDamagedAndLeavesNothing() throws IOException {
        String layer = damageOldLayer();

        Invocation failed = dray("delta", "apply", old(), file, "oci:" + to("new") + ":v2");

        assertThat(failed.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(failed.err()).contains("sha256:" + layer);
        assertThat(dray("ls", "oci:" + to("new")).out()).doesNotContain("v2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 1500, 4000})
    void refusesADeltaThatIsCutShort(int bytes) throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(file));
        Path cut = directory.resolve("cut.tar");
        Files.write(cut, Arrays.copyOf(whole, bytes));

        Invocation failed = dray("delta", "apply", old(), cut.toString(), "oci:" + to("new") + ":v2");

        assertThat(failed.exitCode()).isBetween(1, ExitCode.CORRUPT);
        assertThat(failed.err().lines()).hasSize(1);
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThat(dray("delta", "apply", old(), images + ":v1", "oci:" + to("new"))
                        .err())
                .contains("holds no delta");
        assertThat(dray("delta", "create", images + ":v1", images + ":v2", "-o", file)
                        .exitCode())
                .as("it is there already")
                .isEqualTo(ExitCode.FAILED);
        dray("delta", "create", images + ":v1", images + ":v2", "-o", file, "--force")
                .requireSuccess();
        assertThat(dray("delta", "create", images + ":v1", images + ":v2", "-o", "oci:" + to("d"), "--force")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(dray("delta", "apply", old(), file, "oci:" + to("new") + "@" + v2.digest())
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(dray("delta", "apply", old(), file, "oci:" + to("new"), "--temp", to("nowhere"))
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        Invocation nowhere = dray("delta", "create", images + ":v1", images + ":v2", "-o", to("no/where.tar"));
        assertThat(nowhere.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(nowhere.err()).contains("directory " + to("no") + " does not exist");
        assertThat(nowhere.out()).as("nothing was made").isEmpty();
        assertThat(dray("delta").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(dray("delta", "create", images, images + ":v2", "-o", to("x.tar"))
                        .err())
                .contains("it cannot be told which of them");
    }
}
