package dev.drayage.server.page;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Repositories that a test puts images into. */
final class StockedRepositories implements Repositories {
    static final String LOCATION = "oci:/srv/secret/images";

    private final Map<String, Shelf> shelves = new TreeMap<>();

    /** The repository of this name, made if there is none. */
    Shelf shelf(String name) {
        return shelves.computeIfAbsent(name, Shelf::new);
    }

    @Override
    public Optional<Repository> find(String name) {
        return Optional.ofNullable(shelves.get(name));
    }

    @Override
    public List<String> names(@Nullable String after, int limit) {
        return shelves.keySet().stream()
                .filter(name -> after == null || name.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public String location() {
        return LOCATION;
    }

    @Override
    public void close() {
        // Memory is all there is.
    }

    /** One repository. */
    static final class Shelf implements Repository {
        final MemoryContent memory = new MemoryContent();
        private final String name;
        private final Map<String, Descriptor> tags = new TreeMap<>();
        private final Map<Digest, Descriptor> manifests = new TreeMap<>();
        private final Map<Digest, List<Descriptor>> referrers = new TreeMap<>();

        private Shelf(String name) {
            this.name = name;
        }

        /** Puts a manifest or index here that was added to the memory. */
        Descriptor put(Descriptor manifest, String... named) {
            Descriptor bare = Descriptor.of(manifest.mediaType(), manifest.digest(), manifest.size());
            manifests.put(bare.digest(), bare);
            List.of(named).forEach(tag -> tags.put(tag, bare));
            return manifest;
        }

        void refer(Descriptor subject, Descriptor referrer) {
            put(referrer);
            referrers
                    .computeIfAbsent(subject.digest(), digest -> new ArrayList<>())
                    .add(referrer);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public ReadableContent content() {
            return new ReadableContent() {
                @Override
                public Blob open(Descriptor descriptor) throws IOException {
                    return memory.open(descriptor);
                }

                @Override
                public Optional<ContentInfo> info(Digest digest) {
                    return memory.info(digest);
                }

                @Override
                public String location() {
                    return LOCATION;
                }
            };
        }

        @Override
        public Optional<Descriptor> find(String reference) {
            return reference.startsWith("sha256:")
                    ? manifests.values().stream()
                            .filter(each -> each.digest().toString().equals(reference))
                            .findFirst()
                    : Optional.ofNullable(tags.get(reference));
        }

        @Override
        public List<String> tags(String after, int limit) {
            return tags.keySet().stream()
                    .filter(tag -> tag.compareTo(after) > 0)
                    .limit(limit)
                    .toList();
        }

        @Override
        public List<Descriptor> referrers(Descriptor subject) {
            return List.copyOf(referrers.getOrDefault(subject.digest(), List.of()));
        }
    }
}
