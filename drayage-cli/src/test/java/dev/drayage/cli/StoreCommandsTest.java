package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ContentWriter;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.store.LocalStore;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.transfer.ImageTransfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look after the local store. */
class StoreCommandsTest {
    private final MemoryContent blobs = new MemoryContent();
    private final Descriptor image = ImageBuilder.anImageIn(blobs).withLayers(2).build();

    @TempDir
    private Path root;

    @BeforeEach
    void storeAnImage() throws IOException {
        try (LocalStore store = LocalStore.open(root);
                ImageDestination destination = store.namespace("default").destination()) {
            for (Digest digest : blobs.digests()) {
                ContentWrites.store(destination.ingester(), "blob-" + digest, blobs.bytes(digest));
            }
            destination.put(image, "docker.io/library/app:v1");
        }
    }

    private void storeAnotherImage() throws IOException {
        MemoryContent others = new MemoryContent();
        Descriptor other = ImageBuilder.anImageIn(others).withLayers(3).build();
        try (LocalStore store = LocalStore.open(root);
                ImageDestination destination = store.namespace("default").destination()) {
            ImageTransfer.copy(others, List.of(new NamedImage(other, "docker.io/library/app:v2")), destination);
        }
    }

    private Invocation run(Object... words) {
        List<Object> all = new ArrayList<>(Arrays.asList(words));
        all.add("--root");
        all.add(root);
        return dray(all.toArray());
    }

    @Test
    void listsWhatIsStored() {
        run("tag", "app:v1", "quay.io/app:v2").requireSuccess();
        assertThat(run("ls").requireSuccess().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("docker.io/library/app:v1 "))
                .anyMatch(line -> line.startsWith("quay.io/app:v2 ")
                        && line.contains(image.digest().shortForm()));
        assertThat(run("ls", "--filter", "name~=^quay", "--digests")
                        .requireSuccess()
                        .lines())
                .hasSize(2)
                .anyMatch(line -> line.contains(image.digest().toString()));
        assertThat(run("ls", "--filter", "name=x").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("ls", "app:v1", "--filter", "name~=x").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void listsNothingWhereNothingIsStored(@TempDir Path elsewhere) {
        Path absent = elsewhere.resolve("absent");
        assertThat(dray("ls", "--root", absent).requireSuccess().lines()).hasSize(1);
        dray("gc", "--root", absent).requireSuccess();
        assertThat(Files.exists(absent)).isFalse();
    }

    @Test
    void takesANameFromAnotherImageOnlyWhenForced() throws IOException {
        storeAnotherImage();
        Invocation refused = run("tag", "app:v1", "app:v2");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.toString()).contains("--force");
        run("label", "app:v1", "moved=yes").requireSuccess();
        run("tag", "--force", "app:v1", "app:v2").requireSuccess();
        assertThat(run("label", "app:v2").requireSuccess().lines()).containsExactly("moved=yes");
        assertThat(run("tag", "app:v1", "UPPER").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("tag", "absent", "app:v3").exitCode()).isEqualTo(ExitCode.MISSING);
    }

    @Test
    void setsAndRemovesLabels() {
        run("label", "app:v1", "env=prod", "a.b/c=x=y").requireSuccess();
        run("label", "app:v1", "env=").requireSuccess();
        assertThat(run("label", "app:v1").requireSuccess().lines()).containsExactly("a.b/c=x=y");
        assertThat(run("ls", "--filter", "labels.\"a.b/c\"==\"x=y\"")
                        .requireSuccess()
                        .lines())
                .hasSize(2);
        assertThat(run("label", "app:v1", "word").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void removesAllNamesOrNone() {
        assertThat(run("rm", "app:v1", "absent").exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run("ls").lines()).hasSize(2);
        run("rm", "app:v1").requireSuccess();
        assertThat(run("ls").lines()).hasSize(1);
    }

    @Test
    void freesWhatHasNoNameAnyMoreAndSaysSoBefore() throws IOException {
        assertThat(run("gc", "--dry-run").requireSuccess().lines())
                .hasSize(4)
                .allMatch(line -> line.endsWith("is kept by image docker.io/library/app:v1"));
        run("rm", "app:v1").requireSuccess();
        assertThat(run("gc", "--dry-run").requireSuccess().lines())
                .hasSize(8)
                .allMatch(line -> line.startsWith("free "));
        assertThat(blobFiles()).isEqualTo(4);
        run("gc").requireSuccess();
        assertThat(blobFiles()).isZero();
    }

    @Test
    void aStoreWhoseDatabaseIsLostIsRebuiltAndImagesAreImportedAgain(@TempDir Path elsewhere) throws IOException {
        Path archive = elsewhere.resolve("app.tar");
        run("export", "app:v1", "-o", archive).requireSuccess();
        Files.delete(root.resolve("metadata.db"));
        for (List<String> command : List.of(List.of("gc"), List.of("ls"), List.of("gc", "--dry-run"))) {
            Invocation refused = run(command.toArray());
            assertThat(refused.exitCode()).isEqualTo(ExitCode.CORRUPT);
            assertThat(refused.message()).contains("metadata.db is lost").contains("dray gc --rebuild");
        }
        assertThat(run("gc", "--rebuild", "--dry-run").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("gc", "--rebuild").requireSuccess().message())
                .contains("4 blobs")
                .contains("are known again, in namespace default");
        assertThat(run("ls").requireSuccess().lines()).hasSize(1);
        assertThat(blobFiles()).isEqualTo(4);
        run("import", archive).requireSuccess();
        run("gc").requireSuccess();
        run("verify", "app:v1").requireSuccess();
    }

    @Test
    void aBlobThatVerifyFoundToBeCorruptIsImportedAgain(@TempDir Path elsewhere) throws IOException {
        Path archive = elsewhere.resolve("app.tar");
        run("export", "app:v1", "-o", archive).requireSuccess();
        for (Digest digest : blobs.digests()) {
            Path file = root.resolve("blobs/sha256").resolve(digest.hex());
            FileTime written = Files.getLastModifiedTime(file);
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            assertThat(file.toFile().setWritable(true)).isTrue();
            Files.write(file, bytes);
            Files.setLastModifiedTime(file, written);
            assertThat(run("verify", "app:v1").exitCode()).isEqualTo(ExitCode.CORRUPT);
            run("import", archive).requireSuccess();
            run("verify", "app:v1").requireSuccess();
        }
    }

    @Test
    void givingAnImageTheNameItHasChangesNothing() {
        run("label", "app:v1", "env=prod").requireSuccess();
        assertThat(run("tag", "app:v1", "docker.io/library/app:v1")
                        .requireSuccess()
                        .message())
                .isEqualTo("dray: docker.io/library/app:v1 is " + image.digest());
        run("tag", "app:v1", "app:v2").requireSuccess();
        run("tag", "app:v1", "app:v2").requireSuccess();
        assertThat(run("label", "app:v1").requireSuccess().lines()).containsExactly("env=prod");
    }

    private long blobFiles() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("blobs/sha256"))) {
            return files.count();
        }
    }

    @Test
    void aLeaseKeepsAnImageWithoutAName() {
        String id = run("lease", "create", "--label", "why=test", "app:v1")
                .requireSuccess()
                .out()
                .strip();
        run("rm", "app:v1").requireSuccess();
        assertThat(run("gc", "--dry-run").requireSuccess().lines())
                .contains("keep lease default " + id + ": " + expiry(id))
                .filteredOn(line -> line.endsWith("is kept by lease " + id))
                .hasSize(4);
        assertThat(run("lease", "ls").requireSuccess().lines()).hasSize(2).anyMatch(line -> line.contains("why=test"));
        run("lease", "rm", id).requireSuccess();
        assertThat(run("lease", "rm", id).exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run("gc", "--dry-run").requireSuccess().lines()).hasSize(8);
    }

    private String expiry(String id) {
        return run("gc", "--dry-run").lines().stream()
                .filter(line -> line.startsWith("keep lease default " + id))
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .filter(reason -> reason.startsWith("lasts until "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void listsAndAbortsIngests() throws IOException {
        try (LocalStore store = LocalStore.open(root);
                ContentWriter writer = store.namespace("default").content().writer("layer/1", null)) {
            ContentWrites.append(writer, new byte[2048]);
        }
        assertThat(run("ingest", "ls").requireSuccess().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("layer/1 ") && line.contains("2.0 KiB"));
        run("ingest", "abort", "layer/1").requireSuccess();
        assertThat(run("ingest", "ls").requireSuccess().lines()).hasSize(1);
        assertThat(run("ingest", "abort", "layer/1").exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run("ingest").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void printsDocumentsForPrograms() {
        assertThat(run("ls", "--json").requireSuccess().out())
                .contains("\"name\":\"docker.io/library/app:v1\"", "\"digest\":\"" + image.digest() + "\"");
        assertThat(run("gc", "--dry-run", "--json").requireSuccess().lines())
                .hasSize(5)
                .last()
                .asString()
                .contains("\"event\":\"done\"", "\"keptContent\":4");
        assertThat(run("lease", "create", "--id", "x", "--expires", "0", "--json")
                        .requireSuccess()
                        .out())
                .contains("\"id\":\"x\"")
                .doesNotContain("expires");
    }
}
