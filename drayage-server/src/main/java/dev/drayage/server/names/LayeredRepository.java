package dev.drayage.server.names;

import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.repository.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A repository that several places have a part of. Of what more than one has, that of the first is taken. */
record LayeredRepository(List<Repository> layers) implements Repository {

    /** One repository of these, of which there is one or more. */
    static Repository of(List<Repository> layers) {
        return layers.size() == 1 ? layers.get(0) : new LayeredRepository(List.copyOf(layers));
    }

    @Override
    public String name() {
        return layers.get(0).name();
    }

    @Override
    public ReadableContent content() {
        return ReadableContent.combine(layers.stream().map(Repository::content).toList());
    }

    @Override
    public Optional<Descriptor> find(String reference) throws IOException {
        for (Repository layer : layers) {
            Optional<Descriptor> found = layer.find(reference);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public List<String> tags(String after, int limit) throws IOException {
        TreeSet<String> tags = new TreeSet<>();
        for (Repository layer : layers) {
            tags.addAll(layer.tags(after, limit));
        }
        return tags.stream().limit(limit).toList();
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        Map<Digest, Descriptor> referrers = new TreeMap<>();
        for (Repository layer : layers) {
            layer.referrers(subject).forEach(referrer -> referrers.putIfAbsent(referrer.digest(), referrer));
        }
        return List.copyOf(referrers.values());
    }
}
