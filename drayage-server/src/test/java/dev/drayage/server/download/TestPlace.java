package dev.drayage.server.download;

import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A place with repositories over one content, of which a test says what they hold. */
final class TestPlace implements Repositories {
    private final ReadableContent content;
    private final Map<String, Map<String, Descriptor>> images = new TreeMap<>();

    TestPlace(ReadableContent content) {
        this.content = content;
    }

    /** Lets a tag of a repository name an image, which is found by its digest too. */
    TestPlace with(String repository, String tag, Descriptor image) {
        images.computeIfAbsent(repository, unused -> new TreeMap<>()).put(tag, image);
        return this;
    }

    @Override
    public Optional<Repository> find(String name) {
        return Optional.ofNullable(images.get(name)).map(tags -> new TestRepository(name, content, tags));
    }

    @Override
    public List<String> names(@Nullable String after, int limit) {
        return List.copyOf(images.keySet());
    }

    @Override
    public String location() {
        return "oci:/secret/place";
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private record TestRepository(String name, ReadableContent content, Map<String, Descriptor> images)
            implements Repository {
        @Override
        public Optional<Descriptor> find(String reference) {
            return Optional.ofNullable(images.get(reference)).or(() -> images.values().stream()
                    .filter(image -> image.digest().toString().equals(reference))
                    .findFirst());
        }

        @Override
        public List<String> tags(String after, int limit) {
            return List.copyOf(images.keySet());
        }

        @Override
        public List<Descriptor> referrers(Descriptor subject) {
            return List.of();
        }
    }
}
