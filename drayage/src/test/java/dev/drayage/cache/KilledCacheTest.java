package dev.drayage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ContentInfo;
import dev.drayage.content.Verification;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.server.cache.PullThroughCache;
import dev.drayage.store.LocalStore;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache whose process is killed: nothing that is wrong is seen afterwards, and the pull goes on. */
@Timeout(1200)
class KilledCacheTest {
    private static final int KILLS = Integer.getInteger("drayage.kills", 5);
    private static final int LAYER = 1 << 20;

    @TempDir
    private Path root;

    private final FaultyRegistry memory = FaultyRegistry.create();

    @Test
    void whatWasKilledGoesOn() throws Exception {
        long seed = Long.getLong("drayage.seed", new SplittableRandom().nextLong());
        Random random = new Random(seed);
        try (WireServer server = WireServer.start(memory)) {
            for (int i = 0; i < KILLS; i++) {
                String tag = "v" + i;
                MemoryContent content = new MemoryContent();
                Descriptor image = ImageBuilder.anImageIn(content)
                        .withLayer(ImageBuilder.noise(3L * i, LAYER))
                        .withLayer(ImageBuilder.noise(3L * i + 1, LAYER / 3))
                        .withLayer(ImageBuilder.noise(3 * i + 2, 10))
                        .build();
                memory.holding("app", content, List.of(image)).tag("app", tag, image.digest());
                kill(server.authority(), tag, random.nextInt(600));
                check(server.authority(), tag, "with -Ddrayage.seed=" + seed + " after kill " + i);
            }
        }
    }

    private void kill(String authority, String tag, int milliseconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CachingWorker.class.getName(),
                        root.toString(),
                        authority,
                        tag)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            Thread.sleep(milliseconds);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void check(String authority, String tag, String when) throws Exception {
        try (LocalStore store = LocalStore.open(root);
                PullThroughCache cache = CachingWorker.open(store, authority)) {
            ImageNamespace namespace = store.namespace(CachingWorker.NAMESPACE);
            requireSound(namespace, when);
            CachingWorker.pull(cache, authority + "/app", tag);
            requireSound(namespace, when);
            assertThat(namespace.content().ingests()).as(when).isEmpty();
            assertThat(cache.find(authority + "/app").orElseThrow().find(tag))
                    .as(when)
                    .isPresent();
            store.collectGarbage(item -> {});
            requireSound(namespace, when);
        }
    }

    /** Every blob is what its digest says, and every name means something that is there. */
    private static void requireSound(ImageNamespace namespace, String when) throws IOException {
        List<ContentInfo> all = new ArrayList<>();
        namespace.content().walk(all::add);
        for (ContentInfo info : all) {
            Verification.readAll(
                    namespace.content(),
                    Descriptor.of(MediaTypes.OCTET_STREAM, info.digest(), info.size()),
                    Integer.MAX_VALUE);
        }
        for (StoredImage image : namespace.images().list(List.of())) {
            assertThat(namespace.content().info(image.target().digest()))
                    .as(image.name() + " " + when)
                    .isPresent();
        }
    }
}
