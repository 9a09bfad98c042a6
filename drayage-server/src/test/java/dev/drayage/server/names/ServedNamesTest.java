package dev.drayage.server.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.MemoryRepositories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServedNamesTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor manifest = content.add(
            "application/vnd.oci.image.index.v1+json",
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}"
                    .getBytes(StandardCharsets.UTF_8));

    private MemoryRepositories holding(String name) {
        return new MemoryRepositories().holding(name, content, List.of(manifest));
    }

    private static ServedPlaces of(Repositories... places) {
        return ServedPlaces.of(List.of(places).stream()
                .map(place -> ServedPlace.of("images", place))
                .toList());
    }

    private static Optional<String> found(Repositories places, String name) throws IOException {
        return places.find(name).map(Repository::name);
    }

    private static Optional<String> writable(Repositories places, String name) throws IOException {
        return places.writable(name).map(WritableRepository::name);
    }

    /** A place that nothing can be pushed to. */
    private record ReadOnly(Repositories place) implements Repositories {
        @Override
        public Optional<Repository> find(String name) throws IOException {
            return place.find(name);
        }

        @Override
        public List<String> names(@Nullable String after, int limit) throws IOException {
            return place.names(after, limit);
        }

        @Override
        public String location() {
            return place.location();
        }

        @Override
        public void close() throws IOException {
            place.close();
        }
    }

    @Test
    void findsWhatIsOfDockerHubWithoutItsRegistry() throws IOException {
        ServedPlaces places = of(holding("docker.io/library/alpine"));
        assertThat(found(places, "alpine")).contains("docker.io/library/alpine");
        assertThat(found(places, "library/alpine")).contains("docker.io/library/alpine");
        assertThat(found(places, "docker.io/alpine")).contains("docker.io/library/alpine");
        assertThat(found(places, "docker.io/library/alpine")).contains("docker.io/library/alpine");
    }

    @Test
    void findsWhatIsOfARegistryWithAPort() throws IOException {
        ServedPlaces places = of(holding("registry.example:5000/app"));
        assertThat(places.names(null, 10)).containsExactly("registry.example_5000/app");
        assertThat(found(places, "registry.example_5000/app")).contains("registry.example:5000/app");
        assertThat(found(places, "registry.example:5000/app")).contains("registry.example:5000/app");
    }

    @Test
    void aNameThatOnlyLooksLikeARegistryWithAPortIsFoundAndPushedTo() throws IOException {
        ServedPlaces places = of(holding("docker.io/team_1/app"));
        assertThat(places.names(null, 10)).containsExactly("team_1/app");
        assertThat(found(places, "team_1/app")).contains("docker.io/team_1/app");
        assertThat(writable(places, "team_1/app")).contains("docker.io/team_1/app");
    }

    @Test
    void whatAnEarlierPlaceHasIsNotPushedToAPlaceBehindIt() throws IOException {
        ServedPlaces places = of(new ReadOnly(holding("docker.io/team/app")), new MemoryRepositories());
        assertThat(writable(places, "team/app")).isEmpty();
        assertThat(writable(places, "team/other")).contains("docker.io/team/other");
    }

    @Test
    void aRepositoryHasWhatAnyPlaceHasOfIt() throws IOException {
        Descriptor other = content.add(
                "application/vnd.oci.image.index.v1+json",
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[ ]}"
                        .getBytes(StandardCharsets.UTF_8));
        String name = "docker.io/library/alpine";
        MemoryRepositories first = holding(name).tag(name, "1", manifest.digest());
        MemoryRepositories second = new MemoryRepositories()
                .holding(name, content, List.of(manifest, other))
                .tag(name, "1", other.digest())
                .tag(name, "2", other.digest());
        Repository both = of(first, second).find("alpine").orElseThrow();
        assertThat(both.find("1")).map(Descriptor::digest).contains(manifest.digest());
        assertThat(both.find("2")).map(Descriptor::digest).contains(other.digest());
        assertThat(both.tags("", 10)).containsExactly("1", "2");
        assertThat(both.tags("1", 1)).containsExactly("2");
        assertThat(both.content().info(other.digest())).isPresent();
    }
}
