package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle is made upon what a lock names as upon an archive of it. */
class BaseOfLockTest {
    private static final byte[] SHARED = ImageBuilder.noise(1, 50_000);

    @TempDir
    private Path directory;

    @Test
    void aLockStandsForTheImagesThatItNames() throws IOException {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            MemoryContent content = new MemoryContent();
            registry.repositories()
                    .holding(
                            "app",
                            "v1",
                            content,
                            anImageIn(content).withLayer(SHARED).build())
                    .holding(
                            "app",
                            "v2",
                            content,
                            anImageIn(content)
                                    .withLayer(SHARED)
                                    .withLayer(ImageBuilder.noise(2, 3000))
                                    .build());
            String app = "docker://" + registry.address() + "/app";
            Path list = Files.writeString(directory.resolve("images.txt"), registry.address() + "/app:v1\n");
            Path lock = directory.resolve("images.lock");
            dray("sync", list, "--to", "oci:" + directory.resolve("layout"), "--lock", lock)
                    .requireSuccess();
            dray("export", app + ":v1", "-o", directory.resolve("1.tar")).requireSuccess();
            String archive = "oci-archive:" + directory.resolve("1.tar");
            dray("export", app + ":v2", "--base", archive, "-o", directory.resolve("of-archive.tar"))
                    .requireSuccess();

            Invocation run = dray("export", app + ":v2", "--base", lock, "-o", directory.resolve("of-lock.tar"))
                    .requireSuccess();

            assertThat(run.message()).contains("1 blob is left to the base, ");
            assertThat(directory.resolve("of-lock.tar")).hasSameBinaryContentAs(directory.resolve("of-archive.tar"));
            assertThat(dray("export", app + ":v2", "--base", list, "-o", directory.resolve("no.tar"))
                            .exitCode())
                    .as("a list that is no lock")
                    .isNotEqualTo(ExitCode.DONE);
        }
    }
}
