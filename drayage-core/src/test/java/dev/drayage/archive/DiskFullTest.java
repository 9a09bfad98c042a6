package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.ProgramResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive that does not fit on the disk, which is a small one that root may mount. */
@Timeout(60)
class DiskFullTest {
    @TempDir
    private Path directory;

    private boolean mounted;

    @BeforeEach
    void mountASmallDisk() {
        Peers.requireRoot();
        ProgramResult result =
                Peers.require("mount").run("-t", "tmpfs", "-o", "size=2m", "tmpfs", directory.toString());
        assumeTrue(result.exitCode() == 0, () -> "needs to mount a tmpfs, which is not allowed here: " + result.err());
        mounted = true;
    }

    @AfterEach
    void unmount() {
        if (mounted) {
            Peers.require("umount").run(directory.toString()).requireSuccess();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void saysSoAndLeavesNothing(int threads) throws IOException {
        MemoryContent content = new MemoryContent();
        ImageArchive archive = Archives.plan(
                content,
                ImageBuilder.anImageIn(content)
                        .withLayer(ImageBuilder.noise(1, 3 << 20))
                        .withLayer(ImageBuilder.noise(2, 1 << 20))
                        .withLayers(5)
                        .build());

        assertThatThrownBy(() -> archive.writeTo(
                        directory.resolve("image.tar"), WriteOptions.defaults().withParallelism(threads)))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("cannot write .*/image.tar at offset [0-9]+: No space left on device; it needs "
                        + archive.size() + " bytes in all, and nothing was kept of it");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
        assertThat(content.openBlobs()).isZero();
    }
}
