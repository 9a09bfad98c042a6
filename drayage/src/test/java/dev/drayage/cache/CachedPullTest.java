package dev.drayage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.server.cache.PullThroughCache;
import dev.drayage.store.LocalStore;
import dev.drayage.testkit.ImageBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes through a cache: once, while it is fetched, and nothing that is wrong. */
class CachedPullTest extends CacheTest {
    private final byte[] large = ImageBuilder.noise(1, LARGE);
    private Descriptor image;
    private Digest layer;

    @BeforeEach
    void fill() {
        layer = upstream.content.add(MediaTypes.OCTET_STREAM, large).digest();
        image = ImageBuilder.anImageIn(upstream.content).withLayers(2).build();
        upstream.hold(APP, image);
        upstream.tag(APP, "v1", image);
    }

    @Test
    void whatWasFetchedIsServedFromHere() throws IOException {
        for (Digest digest : upstream.content.digests()) {
            assertThat(read(APP, digest)).isEqualTo(upstream.content.bytes(digest));
        }
        assertThat(repository(APP).find("v1")).map(Descriptor::digest).contains(image.digest());
        assertThat(repository(APP).find(image.digest().toString()))
                .contains(Descriptor.of(image.mediaType(), image.digest(), image.size()));
        upstream.forget();
        for (Digest digest : upstream.content.digests()) {
            assertThat(read(APP, digest)).isEqualTo(upstream.content.bytes(digest));
            assertThat(repository(APP).content().info(digest).orElseThrow().size())
                    .isEqualTo(upstream.content.bytes(digest).length);
        }
        repository(APP).find(image.digest().toString());
        repository(APP).find("v1");
        assertThat(upstream.asked("")).isEmpty();
    }

    @Test
    void whatIsNotThereIsAskedForEachTime() throws IOException {
        Digest absent = Digest.parse("sha256:" + "0".repeat(64));
        for (int i = 1; i <= 2; i++) {
            assertThat(repository(APP).find("v2")).isEmpty();
            assertThat(repository(APP).find(absent.toString())).isEmpty();
            assertThat(repository(APP).content().info(absent)).isEmpty();
            assertThatThrownBy(() -> repository(APP).content().open(blob(absent, 10)))
                    .isInstanceOf(ContentException.class)
                    .extracting(failure -> ((ContentException) failure).kind())
                    .isEqualTo(Kind.NOT_FOUND);
            assertThat(upstream.asked("tag " + APP + ":v2")).hasSize(i);
            assertThat(upstream.asked("digest " + absent)).hasSize(i);
            assertThat(upstream.asked("open " + absent)).hasSize(i);
        }
        assertThat(cached()).isEmpty();
        assertThat(names()).isEmpty();
    }

    @Test
    void manyClientsAtOnceMakeOneRequest() throws Exception {
        CountDownLatch opened = new CountDownLatch(20);
        upstream.hook = (digest, position) -> waitFor(opened);
        List<Callable<byte[]>> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int offset = i * LARGE / 20;
            clients.add(() -> {
                try (Blob blob = open(APP, layer)) {
                    opened.countDown();
                    ByteBuffer rest = ByteBuffer.allocate(LARGE - offset);
                    assertThat(blob.readAt(offset, rest)).isEqualTo(LARGE - offset);
                    return rest.array();
                }
            });
        }
        List<byte[]> results = inParallel(clients);
        for (int i = 0; i < 20; i++) {
            assertThat(results.get(i)).isEqualTo(Arrays.copyOfRange(large, i * LARGE / 20, LARGE));
        }
        assertThat(upstream.asked("open")).hasSize(1);
        assertThat(upstream.asked("info")).isEmpty();
    }

    @Test
    void manyWhoAskForATagMakeOneRequest() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        upstream.hook = (digest, position) -> waitFor(asking);
        List<Callable<Digest>> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(() -> repository(APP).find("v1").orElseThrow().digest());
        }
        clients.add(() -> {
            while (upstream.asked("read").isEmpty()) {
                Thread.onSpinWait();
            }
            asking.countDown();
            return image.digest();
        });
        assertThat(inParallel(clients)).containsOnly(image.digest());
        assertThat(upstream.asked("document")).hasSize(1);
    }

    private static <T> List<T> inParallel(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void waitFor(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    @Test
    void bytesAreServedAsTheyArriveButForTheEnd() throws IOException {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.hook = (digest, position) -> {
            if (position == 2 * STEP) {
                waitFor(goOn);
            }
        };
        try (Blob blob = open(APP, layer);
                InputStream in = blob.newInputStream()) {
            assertThat(in.readNBytes(2 * STEP)).isEqualTo(Arrays.copyOf(large, 2 * STEP));
            assertThat(cached()).isEmpty();
            goOn.countDown();
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(large, 2 * STEP, LARGE));
            assertThat(cached()).containsExactly(layer);
        }
    }

    @Test
    void aCorruptBlobIsNeitherServedWholeNorKept() throws IOException {
        upstream.content.flipBit(layer, 8L * 1000);
        try (Blob blob = open(APP, layer)) {
            long[] read = {0};
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> {
                        ByteBuffer piece = ByteBuffer.allocate(1000);
                        while (blob.readAt(read[0], piece.clear()) > 0) {
                            read[0] += piece.position();
                        }
                    })
                    .withMessageContaining("upstream.example")
                    .withMessageContaining(layer.toString());
            assertThat(read[0]).isLessThan(LARGE);
        }
        assertThat(cached()).isEmpty();
        assertThat(namespace().content().ingests()).isEmpty();
        upstream.content.flipBit(layer, 8L * 1000);
        assertThat(read(APP, layer)).isEqualTo(large);
    }

    @Test
    void aCorruptManifestIsNeitherFoundNorKept() throws IOException {
        upstream.content.flipBit(image.digest(), 100);
        assertThatThrownBy(() -> repository(APP).find("v1")).isInstanceOf(ContentException.class);
        assertThat(cached()).isEmpty();
        assertThat(names()).isEmpty();
    }

    @Test
    void aConnectionThatBreaksIsResumedAtTheByte() throws IOException {
        AtomicBoolean broken = new AtomicBoolean();
        upstream.hook = (digest, position) -> {
            if (position == 2 * STEP && broken.compareAndSet(false, true)) {
                throw new IOException("connection reset");
            }
        };
        assertThat(read(APP, layer)).isEqualTo(large);
        assertThat(upstream.asked("open")).hasSize(2);
        assertThat(upstream.asked("read " + layer + "@0")).hasSize(1);
    }

    @Test
    void anUpstreamThatStaysAwayFailsAndIsGoneOnWithLater() throws IOException {
        upstream.hook = (digest, position) -> {
            if (position >= 2 * STEP) {
                throw new ContentException(Kind.UNAVAILABLE, "upstream.example does not respond");
            }
        };
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> read(APP, layer))
                .withMessageContaining("upstream.example does not respond");
        assertThat(cached()).isEmpty();
        cache.close();
        cache = openCache(openStore(), options());
        upstream.hook = (digest, position) -> {};
        upstream.forget();
        assertThat(read(APP, layer)).isEqualTo(large);
        assertThat(upstream.asked("read"))
                .containsExactly("read " + layer + "@" + 2 * STEP, "read " + layer + "@" + 3 * STEP);
    }

    @Test
    void aClientThatLeavesStopsNobody() throws IOException {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.hook = (digest, position) -> {
            if (position == STEP) {
                waitFor(goOn);
            }
        };
        Blob stays = open(APP, layer);
        try (stays) {
            Blob leaves = open(APP, layer);
            leaves.readAt(0, ByteBuffer.allocate(100));
            leaves.close();
            assertThatThrownBy(() -> leaves.readAt(0, ByteBuffer.allocate(100))).isInstanceOf(IOException.class);
            goOn.countDown();
            assertThat(stays.newInputStream().readAllBytes()).isEqualTo(large);
        }
        assertThat(upstream.asked("open")).hasSize(1);
    }

    @Test
    void whatIsBeingFetchedIsThereForWhoOnlyAsks() throws IOException {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.hook = (digest, position) -> waitFor(goOn);
        Blob blob = open(APP, layer);
        try (blob) {
            assertThat(repository(APP).content().info(layer).orElseThrow().size())
                    .isEqualTo(LARGE);
            goOn.countDown();
        }
        assertThat(upstream.asked("info")).isEmpty();
    }

    @Test
    void whatIsCachedForOneRepositoryIsNotShownInAnother() throws IOException {
        pull(APP, "v1", upstream.content.digests());
        upstream.holdOnly(OTHER, List.of());
        assertThat(repository(OTHER).find(image.digest().toString())).isEmpty();
        assertThat(repository(OTHER).content().info(layer)).isEmpty();
        assertThatThrownBy(() -> open(OTHER, layer)).isInstanceOf(ContentNotFoundException.class);
    }

    @Test
    void whatAnotherRepositoryHasTooIsNotTransferredAgain() throws IOException {
        pull(APP, "v1", upstream.content.digests());
        upstream.hold(OTHER, image);
        upstream.tag(OTHER, "v2", image);
        upstream.forget();
        pull(OTHER, "v2", upstream.content.digests());
        assertThat(upstream.asked("open")).isEmpty();
        assertThat(upstream.asked("document")).isEmpty();
    }

    @Test
    void aFetchForOneRepositoryIsNotJoinedFromAnotherThatLacksIt() throws IOException {
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.hook = (digest, position) -> waitFor(goOn);
        Blob blob = open(APP, layer);
        try (blob) {
            assertThatThrownBy(() -> open(OTHER, layer)).isInstanceOf(ContentNotFoundException.class);
            upstream.hold(OTHER);
            Blob other = open(OTHER, layer);
            try (other) {
                goOn.countDown();
                assertThat(other.newInputStream().readAllBytes()).isEqualTo(large);
            }
        }
        assertThat(upstream.asked("open")).hasSize(1);
    }

    @Test
    void twoProcessesOnOneStoreBothServe() throws Exception {
        LocalStore second = openStore();
        PullThroughCache other = openCache(second, options());
        CountDownLatch both = new CountDownLatch(2);
        upstream.hook = (digest, position) -> {
            if (position == STEP) {
                both.countDown();
                waitFor(both);
            }
        };
        List<byte[]> results = inParallel(List.of(() -> read(APP, layer), () -> {
            try (Blob blob = other.find(APP).orElseThrow().content().open(blob(layer, LARGE))) {
                return blob.newInputStream().readAllBytes();
            }
        }));
        assertThat(results).allSatisfy(bytes -> assertThat(bytes).isEqualTo(large));
        assertThat(namespace().content().ingests()).isEmpty();
        assertThat(cached()).containsExactly(layer);
    }

    @Test
    void collectingGarbageTakesNothingThatIsCachedAndRemovingNamesFreesIt() throws IOException {
        pull(APP, "v1", List.of());
        List<Digest> made = new ArrayList<>(upstream.content.digests());
        made.remove(layer);
        pull(APP, "v1", made);
        store.collectGarbage(item -> {});
        assertThat(cached()).containsExactlyInAnyOrderElementsOf(made);
        assertThat(namespace().leases().list()).isEmpty();
        namespace().images().deleteAll(names());
        store.collectGarbage(item -> {});
        assertThat(cached()).isEmpty();
        pull(APP, "v1", made);
        assertThat(cached()).containsExactlyInAnyOrderElementsOf(made);
    }

    @ParameterizedTest
    @CsvSource({
        "docker://docker.io, cache-docker.io",
        "docker://registry.example/team/app, cache-registry.example-team-app-[0-9a-f]{8}",
        "docker://localhost:5000, cache-localhost-5000-[0-9a-f]{8}",
        "docker://registry.example/a__b, cache-registry.example-a-b-[0-9a-f]{8}"
    })
    void eachUpstreamHasANamespaceOfItsOwn(String location, String pattern) {
        String name = PullThroughCache.namespaceFor(location);
        assertThat(name).matches(pattern);
        assertThat(store.namespace(name).name()).isEqualTo(name);
    }

    @Test
    void noTwoUpstreamsHaveOneNamespace() {
        String prefix = "docker://registry.example/" + "a".repeat(200);
        assertThat(List.of(
                        "docker://a:5", "docker://a-5", "docker://a/5", "docker://a.5", prefix + "/b", prefix + "/c"))
                .extracting(PullThroughCache::namespaceFor)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(store.namespace(name).name()).isEqualTo(name));
    }
}
