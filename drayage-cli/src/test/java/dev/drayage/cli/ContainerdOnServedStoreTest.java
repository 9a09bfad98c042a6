package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.ContainerdOptions;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.ProgramResult;
import dev.drayage.testkit.peer.RegistryProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real containerd with the served local store for its content store does what one with a store of its own does. */
@Timeout(180)
class ContainerdOnServedStoreTest {
    private static final String IMAGE = "docker.io/drayage/app:v1";

    @TempDir
    private Path directory;

    private Path root;
    private Path archive;
    private Descriptor manifest;
    private ServeProcess server;
    private ContainerdProcess ours;
    private ContainerdProcess theirs;

    @BeforeEach
    void start() throws IOException {
        root = directory.resolve("store");
        MemoryContent content = new MemoryContent();
        manifest = ImageBuilder.anImageIn(content).withLayers(3).build();
        Path layout =
                LayoutDirectory.write(directory.resolve("layout"), content, LayoutDirectory.tagged(manifest, "v1"));
        archive = directory.resolve("image.tar");
        dray("export", "oci:" + layout + ":v1", "--name", IMAGE, "-o", archive).requireSuccess();
        server = ServeProcess.start(root, directory.resolve("s"));
        ours = startOurs();
        theirs = ContainerdProcess.start(directory.resolve("t"));
    }

    private ContainerdProcess startOurs() throws IOException {
        return ContainerdProcess.start(
                directory.resolve("o"),
                ContainerdOptions.defaults()
                        .without("io.containerd.content.v1.content")
                        .with("""
                                [proxy_plugins.dray]
                                  type = "content"
                                  address = "%s"
                                """.formatted(server.socket())));
    }

    @AfterEach
    void stop() throws IOException {
        for (ContainerdProcess daemon : new ContainerdProcess[] {ours, theirs}) {
            if (daemon != null) {
                daemon.close();
            }
        }
        if (server != null) {
            server.close();
        }
    }

    /** Has both do the same; returns what both said, which has to be the same but for what depends on the time. */
    private String both(Object... words) {
        String[] arguments = Stream.of(words).map(Object::toString).toArray(String[]::new);
        String expected = said(theirs.ctr(arguments));
        assertThat(said(ours.ctr(arguments))).as(List.of(arguments).toString()).isEqualTo(expected);
        return expected;
    }

    private static String said(ProgramResult result) {
        // Rows are in no order, nor are the labels in one.
        List<String> rows = result.out()
                .lines()
                .map(row -> row.replaceAll("(?i)(\\d+|less than a|about a) (milli)?(second|minute)s?( ago)?", "AGE")
                        .replaceAll("elapsed: .*", "elapsed"))
                .map(row ->
                        Stream.of(row.split("[\\s,]+", -1)).sorted().toList().toString())
                .sorted()
                .toList();
        return result.exitCode() + "\n" + String.join("\n", rows) + "\n"
                + result.err().strip();
    }

    /** Removing a name synchronously collects garbage first, so that nothing is left to chance. */
    private void collectGarbage() {
        collectGarbage(IMAGE);
    }

    private void collectGarbage(String image) {
        both("images", "tag", image, "docker.io/drayage/gone:v1");
        both("images", "rm", "--sync", "docker.io/drayage/gone:v1");
    }

    private List<Path> blobs() throws IOException {
        return Fixtures.filesBelow(root.resolve("blobs"));
    }

    @Test
    void imagesComeInGoOutAndAreCollected() throws IOException {
        both("images", "import", "--no-unpack", archive);
        collectGarbage();
        assertThat(both("images", "ls")).contains(IMAGE);
        assertThat(both("content", "ls")).contains("containerd.io/gc.ref.content.l.2=");
        assertThat(both("content", "get", manifest.digest())).startsWith("0\n");
        assertThat(blobs()).hasSize(5);
        assertThat(dray("gc", "--root", root).requireSuccess().message()).contains("; 5 blobs stay");

        Path out = directory.resolve("out.tar");
        both("images", "export", out, IMAGE);
        byte[] theirExport = Files.readAllBytes(out);
        ours.ctr("images", "export", out.toString(), IMAGE).requireSuccess();
        assertThat(Files.readAllBytes(out)).isEqualTo(theirExport);
        assertThat(dray("verify", "oci-archive:" + out).requireSuccess().out()).contains("ok, 5 blobs");

        both("images", "rm", "--sync", IMAGE);
        assertThat(both("content", "ls")).doesNotContain("sha256:");
        assertThat(blobs()).isEmpty();
    }

    @Test
    void contentIsLabelledEditedAndRemoved() throws IOException {
        both("images", "import", "--no-unpack", archive);
        collectGarbage();
        both("content", "label", manifest.digest(), "mine=yes");
        assertThat(both("content", "ls", "labels.mine==yes"))
                .contains(manifest.digest().toString(), "mine=yes");
        both("content", "label", manifest.digest(), "mine=");
        assertThat(both("content", "ls", "labels.mine==yes")).doesNotContain("sha256:");
        assertThat(both("content", "edit", "--editor", "sed -i s/schemaVersion/schemaVersiom/", manifest.digest()))
                .contains("sha256:");
        both("content", "ls", "-q");
        both("content", "rm", manifest.digest());
        assertThat(both("content", "get", manifest.digest())).startsWith("1\n").contains("not found");
        both("content", "rm", manifest.digest());
        assertThat(both("images", "export", directory.resolve("out.tar"), IMAGE))
                .startsWith("1\n");
    }

    @Test
    void contentIsTakenInAndWhatIsWrongIsRefusedInTheSameWords() throws IOException {
        byte[] bytes = ImageBuilder.noise(1, 3_000_000);
        Path file = Files.write(directory.resolve("file"), bytes);
        Descriptor layer = ContentWrites.layerOf(bytes);
        ProgramResult wrong = ingest(theirs, file, manifest, "wrong");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(said(ingest(ours, file, manifest, "wrong"))).isEqualTo(said(wrong));
        assertThat(ingest(theirs, file, layer, "ref").requireSuccess().out())
                .isEqualTo(ingest(ours, file, layer, "ref").requireSuccess().out());
        assertThat(said(ingest(ours, file, layer, "again"))).isEqualTo(said(ingest(theirs, file, layer, "again")));
        both("content", "active");
        both("content", "ls", "-q");
    }

    private static ProgramResult ingest(ContainerdProcess daemon, Path file, Descriptor expected, String ref) {
        return daemon.ctr()
                .reading(file)
                .with("content", "ingest", "--expected-size", String.valueOf(expected.size()))
                .run("--expected-digest", expected.digest().toString(), ref);
    }

    @Test
    void imagesArePulledAndObjectsFetched() throws IOException {
        Peers.require("docker-registry");
        try (RegistryProcess registry = RegistryProcess.start(Files.createDirectories(directory.resolve("r")))) {
            String name = registry.authority() + "/app:v1";
            dray("copy", "oci-archive:" + archive, "docker://" + name).requireSuccess();
            for (ContainerdProcess daemon : List.of(ours, theirs)) {
                daemon.ctr("content", "fetch", "--plain-http", name).requireSuccess();
                daemon.ctr("content", "fetch-object", "--plain-http", name).requireSuccess();
            }
            collectGarbage(name);
            assertThat(both("content", "ls")).contains("containerd.io/distribution.source");
        }
    }

    @Test
    void allIsThereWhenBothWereKilledAndStartedAnew() throws IOException {
        both("images", "import", "--no-unpack", archive);
        collectGarbage();
        String before = both("content", "ls");
        server.kill();
        ours.kill();
        theirs.kill();
        server = ServeProcess.start(root, directory.resolve("s"));
        ours = startOurs();
        theirs = ContainerdProcess.start(directory.resolve("t"));
        assertThat(both("content", "ls")).isEqualTo(before);
        both("images", "export", directory.resolve("out.tar"), IMAGE);
        both("images", "rm", "--sync", IMAGE);
        assertThat(blobs()).isEmpty();
    }

    @Test
    void anIngestOfItsClientGoesOnAfterTheServerWasKilled() throws Exception {
        // ctr hands on a mebibyte at a time.
        byte[] bytes = ImageBuilder.noise(1, 6 << 20);
        Descriptor layer = ContentWrites.layerOf(bytes);
        int half = bytes.length / 2;
        Process client = ours.ctr()
                .with("content", "ingest", "--expected-size", String.valueOf(layer.size()))
                .builder("--expected-digest", layer.digest().toString(), "ref")
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream in = client.getOutputStream()) {
            in.write(bytes, 0, half);
            in.flush();
            while (written() < half) {
                assertThat(client.isAlive() && !Thread.currentThread().isInterrupted())
                        .isTrue();
            }
            server.kill();
        }
        assertThat(client.waitFor()).isNotZero();
        assertThat(written()).isEqualTo(half);

        server = ServeProcess.start(root, directory.resolve("s"));
        ours.kill();
        ours = startOurs();
        assertThat(ours.ctr("content", "active").requireSuccess().out())
                .contains("ref")
                .contains("3.146MB");
        Path file = Files.write(directory.resolve("file"), bytes);
        ingest(ours, file, layer, "ref").requireSuccess();
        assertThat(ours.ctr("content", "get", layer.digest().toString())
                        .requireSuccess()
                        .outBytes())
                .isEqualTo(bytes);
    }

    /** How many bytes of the one ingest are in the store. */
    private long written() {
        return dray("ingest", "ls", "--root", root, "--namespace", "containerd", "--json")
                .requireSuccess()
                .documents()
                .stream()
                .mapToLong(ingest -> ingest.get("offset").asLong())
                .sum();
    }
}
