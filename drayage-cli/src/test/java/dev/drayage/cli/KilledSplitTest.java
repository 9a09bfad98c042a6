package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export in volumes that is killed goes on, wherever that was; {@code -Ddrayage.kills=50} tries it more often. */
class KilledSplitTest {
    private static final int IMAGES = 6;
    private static final int LAYERS = 3;
    private static final int LAYER_BYTES = 300_000;
    private static final int VOLUME_BYTES = 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void theNextRunWritesTheSameVolumes() throws Exception {
        List<String> names = new ArrayList<>();
        try (InProcessRegistry source = InProcessRegistry.start()) {
            for (int image = 0; image < IMAGES; image++) {
                MemoryContent content = new MemoryContent();
                ImageBuilder builder = anImageIn(content);
                for (int layer = 0; layer < LAYERS; layer++) {
                    builder.withLayer(ImageBuilder.noise(1000 * image + layer, LAYER_BYTES));
                }
                source.repositories().holding("app" + image, "v1", content, builder.build());
                names.add(source.address() + "/app" + image + ":v1");
            }
            Path list = Files.write(directory.resolve("images.txt"), names);
            Path whole = directory.resolve("whole.tar");
            dray("export", "--list", list, "-o", whole).requireSuccess();
            byte[] expected = Files.readAllBytes(whole);
            int[] runs = {0};
            Randomized.check(Integer.getInteger("drayage.kills", 2), random -> {
                Path volumes = Files.createDirectory(directory.resolve("run" + runs[0]++));
                killAndGoOn(list, volumes, expected, random.nextInt(expected.length));
            });
        }
    }

    private static void killAndGoOn(Path list, Path volumes, byte[] expected, int after) throws Exception {
        String[] words = {
            "export",
            "--list",
            list.toString(),
            "-o",
            volumes.resolve("out.tar").toString(),
            "--split",
            "1M"
        };
        Process process = KilledSyncTest.start(words);
        while (process.isAlive() && bytes(volumes) < after) {
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
        process.destroyForcibly().waitFor();
        for (Path volume : named(volumes)) {
            assertThat(Files.readAllBytes(volume))
                    .as(volume + " killed after " + after)
                    .isEqualTo(part(expected, volume));
        }

        dray((Object[]) words).requireSuccess();

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path volume : named(volumes)) {
            all.write(Files.readAllBytes(volume));
        }
        assertThat(all.toByteArray()).as("killed after " + after).startsWith(expected);
        try (Stream<Path> left = Files.list(volumes)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.matches("out\\.tar\\.(?:\\d{3}|volumes)"));
        }
        assertThat(dray("verify", "oci-archive:" + volumes.resolve("out.tar.001"))
                        .exitCode())
                .isEqualTo(ExitCode.DONE);
    }

    private static byte[] part(byte[] expected, Path volume) {
        String name = volume.getFileName().toString();
        int from = (Integer.parseInt(name.substring(name.length() - 3)) - 1) * VOLUME_BYTES;
        return Arrays.copyOfRange(expected, from, Math.min(from + VOLUME_BYTES, expected.length));
    }

    private static List<Path> named(Path volumes) throws IOException {
        try (Stream<Path> files = Files.list(volumes)) {
            return files.filter(file -> file.getFileName().toString().matches("out\\.tar\\.\\d{3}"))
                    .sorted()
                    .toList();
        }
    }

    private static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes = 0;
            for (Path file : files.toList()) {
                // What is renamed meanwhile counts the next time.
                bytes += Files.isRegularFile(file) ? file.toFile().length() : 0;
            }
            return bytes;
        } catch (UncheckedIOException e) {
            return 0;
        }
    }
}
