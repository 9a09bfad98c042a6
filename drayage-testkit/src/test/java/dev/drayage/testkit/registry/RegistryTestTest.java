package dev.drayage.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries that tests get as parameters. */
class RegistryTestTest {

    private static ApiResponse get(InProcessRegistry registry, String path) throws IOException {
        return new HttpApiTransport(registry.url()).send(ApiRequest.of("GET", path));
    }

    private static Descriptor fill(InProcessRegistry registry) throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(2).build().withPlatform(null);
        registry.repositories().holding("team/app", "v1", content, image);
        return image;
    }

    @Nested
    @RegistryTest
    class OneForEachTest {
        private InProcessRegistry before;

        @BeforeEach
        void keep(InProcessRegistry registry) throws IOException {
            assertThat(registry.repositories().names(null, 10)).isEmpty();
            before = registry;
            fill(registry);
        }

        @Test
        void theParametersOfATestAndOfWhatPreparesItAreTheSame(InProcessRegistry registry) throws IOException {
            assertThat(registry).isSameAs(before);
            assertThat(get(registry, "/v2/team/app/tags/list").text()).contains("v1");
            assertThat(registry.requests()).containsExactly("GET /v2/team/app/tags/list");
        }

        @Test
        void eachTestBeginsWithAnEmptyOne(InProcessRegistry registry) throws IOException {
            assertThat(registry.repositories().names(null, 10)).containsExactly("team/app");
        }
    }

    @Nested
    @RegistryTest(lifecycle = RegistryTest.Lifecycle.CLASS)
    class OneForAll {
        private static final Set<InProcessRegistry> SEEN = new HashSet<>();

        @Test
        void isTheSameInOneTest(InProcessRegistry registry) {
            SEEN.add(registry);
            assertThat(SEEN).hasSize(1);
        }

        @Test
        void isTheSameInAnother(InProcessRegistry registry) {
            SEEN.add(registry);
            assertThat(SEEN).hasSize(1);
        }
    }

    @Test
    void isFilledFromAPlace(@TempDir Path directory) throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(2).build();
        LayoutDirectory.write(
                directory,
                content,
                image.withAnnotation("org.opencontainers.image.ref.name", "docker.io/library/app:v1"));

        try (InProcessRegistry registry = InProcessRegistry.start("oci:" + directory)) {
            assertThat(get(registry, "/v2/library/app/manifests/v1").body()).isEqualTo(content.bytes(image.digest()));
            content.all().keySet().stream()
                    .filter(digest -> !digest.equals(image.digest()))
                    .forEach(digest -> {
                        try {
                            assertThat(get(registry, "/v2/library/app/blobs/" + digest)
                                            .body())
                                    .isEqualTo(content.bytes(digest));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
        }
    }

    @Test
    @RegistryTest
    void faultsComeAsOftenAsTheyAreAskedFor(InProcessRegistry registry) throws IOException {
        Descriptor image = fill(registry);
        String path = "/v2/team/app/manifests/" + image.digest();
        byte[] right = get(registry, path).body();

        registry.faults().next(2, "GET", "/manifests/").refuse(503);
        assertThat(get(registry, path).status()).isEqualTo(503);
        assertThat(get(registry, path).status()).isEqualTo(503);
        assertThat(get(registry, path).body()).isEqualTo(right);

        registry.faults().always("GET", "/manifests/").breakOffAfter(5);
        assertThatThrownBy(() -> get(registry, path)).isInstanceOf(IOException.class);
        registry.faults().clear();

        registry.faults().next(1, "GET", "/manifests/").flipBit(3);
        assertThat(get(registry, path).body()).hasSameSizeAs(right).isNotEqualTo(right);

        registry.faults().next(1, "GET", "/manifests/").claim("Docker-Content-Digest", "sha256:none");
        assertThat(get(registry, path).headers("Docker-Content-Digest")).containsExactly("sha256:none");
        assertThat(get(registry, path).body()).isEqualTo(right);
    }

    @Test
    void whatIsClosedListensNoMore() throws IOException {
        InProcessRegistry registry = InProcessRegistry.start();
        registry.close();

        assertThatThrownBy(() -> get(registry, "/v2/")).isInstanceOf(IOException.class);
    }
}
