package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sync asks registries, counted: ten images, of which each two share the layers of a base. */
class SyncRequestsTest {
    private static final int IMAGES = 10;
    private static final int BASES = 5;

    @TempDir
    private Path directory;

    private InProcessRegistry source;
    private InProcessRegistry target;
    private Path list;

    @BeforeEach
    void fill() throws IOException {
        source = InProcessRegistry.start();
        target = InProcessRegistry.start();
        List<String> names = new ArrayList<>();
        for (int image = 0; image < IMAGES; image++) {
            MemoryContent content = new MemoryContent();
            Descriptor built = anImageIn(content)
                    .withLayer(ImageBuilder.noise(image % BASES, 2_000_000))
                    .withLayer(ImageBuilder.noise(100 + image % BASES, 40_000))
                    .withLayer(ImageBuilder.noise(200 + image, 20_000))
                    .build();
            source.repositories().holding("team/app" + image, "v1", content, built);
            names.add(source.address() + "/team/app" + image + ":v1");
        }
        list = Files.write(directory.resolve("images.txt"), names);
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        target.close();
    }

    private Invocation sync(Object... more) {
        List<Object> words = new ArrayList<>(List.of("sync", list, "--to", "docker://" + target.address() + "/mirror"));
        words.addAll(List.of(more));
        return dray(words.toArray());
    }

    /** How often each kind of thing was asked, without what finds out whether the registry speaks TLS. */
    private static Map<String, Long> counted(InProcessRegistry registry) {
        Map<String, Long> counted = registry.requests().stream()
                .filter(request -> !request.endsWith(" /v2/"))
                .map(request -> request.replaceFirst("^(\\S+) .*/(manifests|blobs|uploads)/.*", "$1 $2"))
                .map(request -> request.contains("/blobs/uploads/") ? request.replaceFirst(" .*", " uploads") : request)
                .collect(Collectors.groupingBy(request -> request, TreeMap::new, Collectors.counting()));
        registry.forgetRequests();
        return counted;
    }

    @Test
    void anEmptyRegistryIsAskedForEachNameAndEachBlobOnce() {
        assertThat(sync().requireSuccess().message()).contains("10 images sent and verified");

        long layers = 2 * BASES + IMAGES;
        long configs = IMAGES;
        assertThat(counted(source))
                .as("each manifest and each blob is read once, and no blob is asked for before")
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "HEAD manifests",
                        (long) IMAGES,
                        "GET manifests",
                        (long) IMAGES,
                        "GET blobs",
                        layers + configs));
        assertThat(counted(target))
                .as("what several share is taken over; a manifest goes in with its tag")
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "HEAD manifests",
                        (long) IMAGES,
                        "HEAD blobs",
                        layers + configs,
                        "POST uploads",
                        layers + configs + 2L * (IMAGES - BASES),
                        "PUT uploads",
                        layers + configs,
                        "PUT manifests",
                        (long) IMAGES));
    }

    @Test
    void whatIsThereIsAskedForOnceANameOnEachSide() {
        sync().requireSuccess();
        counted(source);
        counted(target);

        assertThat(sync().requireSuccess().message()).contains("; 10 there already");

        assertThat(counted(source)).isEqualTo(Map.of("HEAD manifests", (long) IMAGES));
        assertThat(counted(target)).isEqualTo(Map.of("HEAD manifests", (long) IMAGES));
    }

    @Test
    void aLayerThatTheSourceHasLostIsToldBeforeItsTagIsThere() throws IOException {
        MemoryContent content = new MemoryContent();
        byte[] small = ImageBuilder.noise(900, 1000);
        byte[] large = ImageBuilder.noise(901, 2_000_000);
        Descriptor image = anImageIn(content).withLayer(small).withLayer(large).build();
        source.repositories().repository("team/app3").put(image, content.bytes(image.digest()), List.of("v1"));

        Invocation run = sync();

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains("team/app3:v1 (")
                .contains(Digest.compute(DigestAlgorithm.SHA256, small).toString())
                .contains(Digest.compute(DigestAlgorithm.SHA256, large).toString());
        assertThat(target.repositories().repository("mirror/team/app3").find("v1"))
                .isEmpty();
        assertThat(target.repositories().repository("mirror/team/app4").find("v1"))
                .isPresent();
    }
}
