package dev.drayage.cli;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of thousands of names takes little memory, and a question or two for each. */
class SyncOfManyNamesTest {
    private static final int NAMES = 5000;
    private static final int IMAGES = 50;

    @TempDir
    private Path directory;

    @Test
    void fiveThousandNamesArePlannedInAHeapOfSixtyFourMegabytes() throws IOException {
        try (InProcessRegistry source = InProcessRegistry.start();
                InProcessRegistry target = InProcessRegistry.start()) {
            List<String> names = new ArrayList<>();
            for (int image = 0; image < IMAGES; image++) {
                MemoryContent content = new MemoryContent();
                Descriptor built = anImageIn(content)
                        .withLayer(ImageBuilder.noise(image, 1000))
                        .build();
                String repository = "team/app" + image;
                source.repositories().holding(repository, "v0", content, built);
                for (int tag = 0; tag < NAMES / IMAGES; tag++) {
                    source.repositories().tag(repository, "v" + tag, built.digest());
                    names.add(source.address() + "/" + repository + ":v" + tag);
                }
            }
            Path list = Files.write(directory.resolve("images.txt"), names);

            String told = Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                    .with(
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Dray.class.getName())
                    .run("sync", list.toString(), "--to", "docker://" + target.address() + "/mirror", "--dry-run")
                    .requireSuccess()
                    .err();

            assertThat(told).contains("would send " + NAMES + " images, ");
            assertThat(source.requests())
                    .filteredOn(request -> request.startsWith("HEAD") && request.contains("/manifests/"))
                    .hasSize(NAMES);
            assertThat(source.requests())
                    .as("what several names are is read once, if questions at the same moment are left aside")
                    .hasSizeLessThan(NAMES + NAMES / 2);
            assertThat(target.requests())
                    .filteredOn(request -> !request.startsWith("HEAD"))
                    .hasSizeLessThan(NAMES / 2);
        }
    }
}
