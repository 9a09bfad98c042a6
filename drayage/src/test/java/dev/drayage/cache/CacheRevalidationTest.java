package dev.drayage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.ImageBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a cache asks its upstream again, and what it does without. */
class CacheRevalidationTest extends CacheTest {
    private Descriptor first;
    private Descriptor second;

    @BeforeEach
    void fill() {
        first = ImageBuilder.anImageIn(upstream.content).withLayers(1).build();
        second = ImageBuilder.anImageIn(upstream.content).withLayers(2).build();
        upstream.hold(APP, first, second);
        upstream.tag(APP, "latest", first);
    }

    private Digest latest() throws IOException {
        return repository(APP).find("latest").orElseThrow().digest();
    }

    private void pass(Duration time) {
        clock.pass(time);
    }

    @Test
    void aTagIsAskedForAgainAfterAWhile() throws IOException {
        assertThat(latest()).isEqualTo(first.digest());
        upstream.tag(APP, "latest", second);
        pass(Duration.ofMinutes(9));
        assertThat(latest()).isEqualTo(first.digest());
        assertThat(upstream.asked("tag")).hasSize(1);
        pass(Duration.ofMinutes(2));
        assertThat(latest()).isEqualTo(second.digest());
        assertThat(latest()).isEqualTo(second.digest());
        assertThat(upstream.asked("tag")).hasSize(2);
    }

    @Test
    void aTagThatMeansTheSameIsNotTransferredAgain() throws IOException {
        latest();
        pass(Duration.ofMinutes(11));
        upstream.forget();
        assertThat(latest()).isEqualTo(first.digest());
        assertThat(upstream.asked("")).containsExactly("tag " + APP + ":latest");
        pass(Duration.ofMinutes(9));
        latest();
        assertThat(upstream.asked("tag")).hasSize(1);
    }

    @Test
    void withoutAWhileATagIsAskedForEachTime() throws IOException {
        cache = openCache(store, options().withRevalidate(Duration.ZERO));
        latest();
        latest();
        assertThat(upstream.asked("tag")).hasSize(2);
    }

    @Test
    void aClockThatWasPutBackDoesNotKeepATagForEver() throws IOException {
        latest();
        pass(Duration.ofDays(-2));
        latest();
        assertThat(upstream.asked("tag")).hasSize(2);
    }

    @Test
    void aTagThatIsGoneIsGoneHereToo() throws IOException {
        latest();
        upstream.untag(APP, "latest");
        pass(Duration.ofMinutes(11));
        assertThat(repository(APP).find("latest")).isEmpty();
        upstream.goOffline();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> repository(APP).find("latest"))
                .withMessageContaining("does not respond");
    }

    @Test
    void withoutUpstreamWhatIsHereIsServed() throws IOException {
        List<Digest> all = upstream.content.digests();
        pull(APP, "latest", all);
        upstream.goOffline();
        pass(Duration.ofDays(3));
        upstream.forget();
        assertThat(latest()).isEqualTo(first.digest());
        assertThat(latest()).isEqualTo(first.digest());
        assertThat(upstream.asked("tag"))
                .as("asked again a moment after it failed")
                .hasSize(1);
        for (Digest digest : all) {
            assertThat(read(APP, digest)).isEqualTo(upstream.content.bytes(digest));
        }
        assertThat(repository(APP).tags("", 10)).containsExactly("latest");
        assertThat(cache.names(null, 10)).containsExactly(APP);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> repository(APP).find("other"))
                .withMessageContaining("upstream.example does not respond");
    }

    @Test
    void afterAnOutageTheUpstreamIsAskedAgain() throws IOException {
        latest();
        upstream.goOffline();
        pass(Duration.ofMinutes(11));
        latest();
        upstream.failWith(null);
        upstream.tag(APP, "latest", second);
        pass(Duration.ofSeconds(11));
        assertThat(latest()).isEqualTo(second.digest());
    }

    @Test
    void aRefusalIsNoOutage() throws IOException {
        latest();
        upstream.failWith(new ContentException(Kind.INVALID_ARGUMENT, "upstream.example answered 403"));
        pass(Duration.ofMinutes(11));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(this::latest)
                .withMessageContaining("403");
    }

    @Test
    void referrersAreAskedForAndWithoutUpstreamThoseThatAreHere() throws IOException {
        Descriptor signature = ImageBuilder.anImageIn(upstream.content)
                .about(first)
                .ofArtifactType("application/vnd.example.signature")
                .build();
        Descriptor unseen = ImageBuilder.anImageIn(upstream.content)
                .about(first)
                .annotated("n", "2")
                .build();
        upstream.hold(APP, signature, unseen);
        upstream.refer(first, signature);
        upstream.refer(first, unseen);
        assertThat(repository(APP).referrers(first)).hasSize(2);
        repository(APP).find(signature.digest().toString());
        upstream.goOffline();
        assertThat(repository(APP).referrers(first)).singleElement().satisfies(referrer -> {
            assertThat(referrer.digest()).isEqualTo(signature.digest());
            assertThat(referrer.artifactType()).isEqualTo("application/vnd.example.signature");
        });
        assertThat(repository(APP).referrers(second)).isEmpty();
    }
}
