package dev.drayage.repository;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A repository of a place that lists its images, as the list is now.
 *
 * @param name its name
 * @param list what the place lists
 * @param place the content of the place
 * @param graph what of it is here
 */
record ListedRepository(String name, ImageList list, ReadableContent place, RepositoryGraph graph)
        implements Repository {

    static ListedRepository of(
            String name, ImageList list, ReadableContent place, LinkedDocuments documents, RecentRoots recent) {
        return new ListedRepository(
                name, list, place, new RepositoryGraph(documents, recent, list.of(name), list.unnamed()));
    }

    @Override
    public ReadableContent content() {
        return new VisibleContent(place, info -> graph.has(info.digest()));
    }

    @Override
    public Optional<Descriptor> find(String reference) throws IOException {
        return reference.indexOf(':') < 0 ? tagged(reference) : byDigest(reference);
    }

    private Optional<Descriptor> byDigest(String text) throws IOException {
        try {
            return graph.manifest(Digest.parse(text));
        } catch (InvalidDigestException e) {
            return Optional.empty();
        }
    }

    private Optional<Descriptor> tagged(String tag) throws IOException {
        Map<Digest, Descriptor> images = list.of(name).tags().getOrDefault(tag, Map.of());
        if (images.size() > 1) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    place.location() + " holds " + images.size() + " different images named "
                            + TaggedName.image(name, tag) + "; choose one by digest: "
                            + images.keySet().stream().map(Digest::toString).collect(Collectors.joining(" or ")));
        }
        return images.values().stream().findFirst().map(image -> {
            graph.used(new ImageRoots.Root("", image, null));
            return image;
        });
    }

    @Override
    public List<String> tags(String after, int limit) {
        return list.of(name).tags().tailMap(after, false).keySet().stream()
                .limit(limit)
                .toList();
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        return graph.referrers(subject.digest());
    }
}
