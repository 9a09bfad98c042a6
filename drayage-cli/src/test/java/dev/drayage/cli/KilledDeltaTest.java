package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delta that is being applied and killed goes on, wherever that was; {@code -Ddrayage.kills=50} tries it more often. */
class KilledDeltaTest {
    private static final int LAYERS = 6;
    private static final int FILE_BYTES = 400_000;

    /** A kill may come too late where the machine is busy with something else. */
    private static final int MOST_TRIES = 5;

    /** What Java makes of a process that was killed. */
    private static final int KILLED = 128 + 9;

    private final MemoryContent content = new MemoryContent();

    @TempDir
    private Path directory;

    private Descriptor release(int version) {
        ImageBuilder image = anImageIn(content);
        for (int layer = 0; layer < LAYERS; layer++) {
            byte[] file = noise(layer, FILE_BYTES);
            file[FILE_BYTES / 2] += (byte) version;
            image.withLayer(new LayerDraft().file("file" + layer, file).bytes());
        }
        return image.build();
    }

    @Test
    void nothingIsVisibleThatIsNotVerifiedAndTheNextRunCompletesIt() throws Exception {
        LayoutDirectory.write(
                directory.resolve("images"),
                content,
                LayoutDirectory.tagged(release(1), "v1"),
                LayoutDirectory.tagged(release(2), "v2"));
        String images = "oci:" + directory.resolve("images");
        Path delta = directory.resolve("update.tar");
        Path bundle = directory.resolve("bundle.tar");
        dray("delta", "create", images + ":v1", images + ":v2", "-o", delta).requireSuccess();
        dray("export", images + ":v2", "--base", images + ":v1", "--delta", "-o", bundle)
                .requireSuccess();
        int[] runs = {0};
        Randomized.check(Integer.getInteger("drayage.kills", 2), random -> {
            boolean isDelta = random.nextBoolean();
            int files = 1 + random.nextInt(LAYERS / 2);
            int exitCode = 0;
            for (int i = 0; i < MOST_TRIES && exitCode != KILLED; i++) {
                Path place = directory.resolve("place" + runs[0]++);
                dray("copy", images + ":v1", "oci:" + place + ":v1").requireSuccess();
                String[] words = isDelta
                        ? new String[] {"delta", "apply", "oci:" + place, delta.toString(), "oci:" + place + ":v2"}
                        : new String[] {"copy", "oci-archive:" + bundle, "oci:" + place + ":v2"};

                exitCode = killAfter(files, place, words);

                requireRight(place);
                dray((Object[]) words).requireSuccess();
                requireRight(place);
                dray("diff", images + ":v2", "oci:" + place + ":v2").requireSuccess();
                assertThat(dray("verify", "oci:" + place).requireSuccess().out())
                        .contains("ok");
            }
            assertThat(exitCode)
                    .as("killed when " + files + " files more were there")
                    .isEqualTo(KILLED);
        });
    }

    /** Kills a command as soon as there are so many files more, finished or not. */
    private static int killAfter(int more, Path place, String... words) throws Exception {
        long before = files(place);
        Process process = KilledSyncTest.start(words);
        while (process.isAlive() && files(place) < before + more) {
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
        return process.destroyForcibly().waitFor();
    }

    private static long files(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).count();
        } catch (UncheckedIOException e) {
            return 0; // One was removed, or renamed, meanwhile.
        }
    }

    /** Each blob that has a name is what that says, and each image that is listed is there. */
    private static void requireRight(Path place) throws IOException {
        List<Path> blobs;
        try (Stream<Path> files = Files.list(place.resolve("blobs/sha256"))) {
            blobs = files.toList();
        }
        for (Path blob : blobs) {
            assertThat(Digest.compute(DigestAlgorithm.SHA256, Files.readAllBytes(blob))
                            .hex())
                    .isEqualTo(blob.getFileName().toString());
        }
        assertThat(dray("verify", "oci:" + place).exitCode()).isEqualTo(ExitCode.DONE);
    }
}
