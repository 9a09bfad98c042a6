package dev.drayage.cli;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.registry.InProcessRegistry;
import dev.drayage.testkit.registry.MemoryRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sync that is killed goes on with the rest, wherever that was; {@code -Ddrayage.kills=50} tries it more often. */
class KilledSyncTest {
    private static final int IMAGES = 12;
    private static final int LAYERS = 4;

    @TempDir
    private Path directory;

    private static MemoryRepository repository(InProcessRegistry target, int image) {
        return target.repositories().repository("mirror/app" + image);
    }

    private static int blobs(InProcessRegistry target) {
        int blobs = 0;
        for (int image = 0; image < IMAGES; image++) {
            blobs += repository(target, image).blobs().size();
        }
        return blobs;
    }

    @Test
    void theNextRunSendsOnlyTheRest() throws Exception {
        List<String> names = new ArrayList<>();
        List<Digest> digests = new ArrayList<>();
        try (InProcessRegistry source = InProcessRegistry.start()) {
            for (int image = 0; image < IMAGES; image++) {
                MemoryContent content = new MemoryContent();
                ImageBuilder builder = anImageIn(content);
                for (int layer = 0; layer < LAYERS; layer++) {
                    builder.withLayer(ImageBuilder.noise(1000 * image + layer, 200_000));
                }
                Descriptor built = builder.build();
                source.repositories().holding("app" + image, "v1", content, built);
                digests.add(built.digest());
                names.add(source.address() + "/app" + image + ":v1");
            }
            Path list = Files.write(directory.resolve("images.txt"), names);
            Randomized.check(
                    Integer.getInteger("drayage.kills", 2),
                    random -> killAndGoOn(list, digests, random.nextInt(IMAGES * (LAYERS + 1))));
        }
    }

    private void killAndGoOn(Path list, List<Digest> digests, int after) throws Exception {
        try (InProcessRegistry target = InProcessRegistry.start()) {
            String[] words = {"sync", list.toString(), "--to", "docker://" + target.address() + "/mirror"};
            Process process = start(words);
            while (process.isAlive() && blobs(target) < after) {
                process.waitFor(1, TimeUnit.MILLISECONDS);
            }
            process.destroyForcibly().waitFor();
            requireNothingHalf(target, digests);
            int there = settled(target);
            target.forgetRequests();

            Invocation.dray((Object[]) words).requireSuccess();

            assertThat(target.requests().stream()
                            .filter(request -> request.startsWith("PUT") && request.contains("/blobs/")))
                    .as("killed after " + after + " blobs")
                    .hasSize(IMAGES * (LAYERS + 1) - there);
            for (int image = 0; image < IMAGES; image++) {
                assertThat(repository(target, image).find("v1").map(Descriptor::digest))
                        .contains(digests.get(image));
            }
        }
    }

    /** What was under way when the client died may still be taken in. */
    private static int settled(InProcessRegistry target) throws InterruptedException {
        int before = -1;
        int now = blobs(target);
        while (now != before) {
            TimeUnit.MILLISECONDS.sleep(300);
            before = now;
            now = blobs(target);
        }
        return now;
    }

    private static void requireNothingHalf(InProcessRegistry target, List<Digest> digests) {
        for (int image = 0; image < IMAGES; image++) {
            MemoryRepository repository = repository(target, image);
            Optional<Descriptor> tagged = repository.find("v1");
            if (tagged.isPresent()) {
                assertThat(tagged.get().digest()).isEqualTo(digests.get(image));
                assertThat(repository.blobs()).hasSize(LAYERS + 1);
            }
        }
    }

    static Process start(String... words) throws IOException {
        return Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                .with("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Dray.class.getName())
                .builder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
