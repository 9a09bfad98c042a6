package dev.drayage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a cache stays within its size: whole images go, the least recently used first. */
class CacheEvictionTest extends CacheTest {
    private static final int LAYER = 200_000;

    private final Map<String, List<Digest>> made = new HashMap<>();

    private Descriptor image(String tag, int seed) {
        Set<Digest> before = new HashSet<>(upstream.content.digests());
        Descriptor image = ImageBuilder.anImageIn(upstream.content)
                .withLayer(ImageBuilder.noise(seed, LAYER))
                .annotated("n", tag)
                .build();
        List<Digest> own = new ArrayList<>(upstream.content.digests());
        own.removeAll(before);
        made.put(tag, own);
        upstream.hold(APP, image);
        upstream.tag(APP, tag, image);
        return image;
    }

    private void pull(String tag) throws IOException {
        pull(APP, tag, made(tag));
        clock.pass(Duration.ofMinutes(6));
    }

    private List<Digest> made(String tag) {
        return Objects.requireNonNull(made.get(tag));
    }

    private void limit(long bytes) {
        cache = openCache(store, options().withMaxSize(bytes).withRevalidate(Duration.ofDays(1)));
    }

    @Test
    void theImageThatWasUsedLeastRecentlyGoesWhole() throws IOException {
        limit(3 * LAYER);
        for (int i = 1; i <= 2; i++) {
            image("v" + i, i);
            pull("v" + i);
        }
        pull("v1");
        image("v3", 3);
        pull("v3");
        assertThat(names()).contains(APP + ":v1", APP + ":v3").doesNotContain(APP + ":v2");
        assertThat(cached()).containsAll(made("v1")).containsAll(made("v3"));
        assertThat(cached()).doesNotContainAnyElementsOf(made("v2"));
        assertThat(cachedBytes()).isLessThanOrEqualTo(3 * LAYER);
        upstream.forget();
        pull("v2");
        assertThat(upstream.asked("open")).hasSize(made("v2").size() - 1);
    }

    @Test
    void itNeverHoldsMoreThanItsSize() throws IOException {
        limit(3 * LAYER);
        for (int i = 1; i <= 12; i++) {
            image("v" + i, i);
            pull("v" + i);
            assertThat(cachedBytes()).isLessThanOrEqualTo(3 * LAYER);
        }
        assertThat(cached()).containsAll(made("v12"));
    }

    @Test
    void noManifestIsLeftWithoutWhatItRefersTo() throws IOException {
        limit(3 * LAYER);
        for (int i = 1; i <= 8; i++) {
            image("v" + i, i);
            pull("v" + i);
            Set<Digest> there = new HashSet<>(cached());
            for (List<Digest> image : made.values()) {
                boolean hasManifest = image.stream().anyMatch(digest -> there.contains(digest) && isManifest(digest));
                if (hasManifest) {
                    assertThat(there).containsAll(image);
                }
            }
        }
    }

    private boolean isManifest(Digest digest) {
        return upstream.content.bytes(digest).length < 2000
                && new String(upstream.content.bytes(digest), StandardCharsets.UTF_8).contains("\"layers\"");
    }

    @Test
    void anIndexThatIsUsedKeepsItsImages() throws IOException {
        limit(4 * LAYER);
        Descriptor amd64 = image("amd64", 1);
        Descriptor index = IndexBuilder.anIndexIn(upstream.content).of(amd64).build();
        upstream.hold(APP, index);
        upstream.tag(APP, "index", index);
        upstream.untag(APP, "amd64");
        repository(APP).find("index");
        repository(APP).find(amd64.digest().toString());
        pull(APP, "index", made("amd64"));
        clock.pass(Duration.ofMinutes(6));
        for (int i = 2; i <= 6; i++) {
            image("v" + i, i);
            pull("v" + i);
            repository(APP).find("index");
        }
        assertThat(cached()).contains(index.digest()).containsAll(made("amd64"));
    }

    @Test
    void aSharedLayerStaysWithWhoeverUsesIt() throws IOException {
        limit(3 * LAYER);
        byte[] base = ImageBuilder.noise(99, LAYER);
        Digest shared = upstream.content.add(MediaTypes.OCI_LAYER, base).digest();
        for (int i = 1; i <= 3; i++) {
            Descriptor image = ImageBuilder.anImageIn(upstream.content)
                    .withLayer(base)
                    .withLayer(ImageBuilder.noise(i, LAYER))
                    .build();
            upstream.hold(APP, image);
            upstream.tag(APP, "v" + i, image);
            made.put("v" + i, List.of(shared, Digest.compute(shared.algorithm(), ImageBuilder.noise(i, LAYER))));
            pull("v" + i);
        }
        assertThat(cached()).contains(shared).containsAll(made("v3"));
        assertThat(upstream.asked("open " + shared)).hasSize(1);
    }

    @Test
    void whatIsBeingReadStays() throws IOException {
        limit(2 * LAYER);
        image("v1", 1);
        pull("v1");
        Digest layer = made("v1").stream()
                .filter(digest -> upstream.content.bytes(digest).length >= LAYER)
                .findFirst()
                .orElseThrow();
        Blob reading = open(APP, layer);
        try (reading) {
            for (int i = 2; i <= 4; i++) {
                image("v" + i, i);
                pull("v" + i);
            }
            assertThat(cached()).contains(layer);
        }
        image("v5", 5);
        pull("v5");
        assertThat(cached()).doesNotContain(layer);
    }

    @Test
    void whatIsLargerThanTheCacheIsServedAndNotKept() throws IOException {
        limit(LAYER * 3 / 2);
        image("v1", 1);
        pull("v1");
        byte[] large = ImageBuilder.noise(7, 2 * LAYER);
        Digest digest = upstream.content.add(MediaTypes.OCTET_STREAM, large).digest();
        upstream.hold(APP);
        assertThat(read(APP, digest)).isEqualTo(large);
        image("v2", 2);
        repository(APP).find("v2");
        assertThat(cached()).doesNotContain(digest).containsAll(made("v1"));
    }

    @Test
    void whatElseIsInTheStoreIsNeitherCountedNorTouched() throws IOException {
        limit(3 * LAYER);
        byte[] mine = ImageBuilder.noise(50, 10 * LAYER);
        Digest digest;
        try (ContentWriter writer = store.namespace("default").content().writer("mine", null)) {
            writer.write(ByteBuffer.wrap(mine));
            digest = writer.commit(mine.length, null, Map.of()).digest();
        }
        image("v1", 1);
        image("v2", 2);
        pull("v1");
        pull("v2");
        assertThat(cached()).containsAll(made("v1")).containsAll(made("v2"));
        for (int i = 3; i <= 6; i++) {
            image("v" + i, i);
            pull("v" + i);
        }
        assertThat(store.namespace("default").content().info(digest)).isPresent();
    }

    @Test
    void fetchesThatNobodyGoesOnWithGo() throws IOException {
        limit(3 * LAYER);
        try (ContentWriter writer = namespace().content().writer("cache-left", null)) {
            writer.write(ByteBuffer.wrap(new byte[2 * LAYER]));
        }
        clock.pass(Duration.ofHours(2));
        image("v1", 1);
        pull("v1");
        image("v2", 2);
        pull("v2");
        assertThat(namespace().content().ingests()).isEmpty();
        assertThat(cached()).containsAll(made("v1")).containsAll(made("v2"));
    }
}
