package dev.drayage.repository;

import dev.drayage.content.ReadableContent;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A repository of a namespace, to be read: what an image of it reaches, and what was uploaded to it. */
final class NamespaceRepository implements Repository {
    private static final int PAGE = 500;

    /** How the namespace is read. */
    record Place(
            ImageNamespace namespace, LinkedDocuments documents, NamespaceRepositories.ImageDescription description) {}

    private final Place place;
    private final String name;
    private final NamespaceRoots roots;
    private final RepositoryGraph graph;
    private final String memberLabel;

    NamespaceRepository(Place place, String name, RecentRoots recent) {
        this.place = place;
        this.name = name;
        this.roots = NamespaceRoots.of(place.namespace().images(), name);
        this.graph = new RepositoryGraph(
                place.documents(),
                recent,
                roots,
                NamespaceRoots.unnamed(place.namespace().images()));
        this.memberLabel = LeaseLabels.REPOSITORY + "/" + name;
    }

    /** The label of content that was uploaded to this repository, or mounted. */
    String memberLabel() {
        return memberLabel;
    }

    NamespaceRoots roots() {
        return roots;
    }

    RepositoryGraph graph() {
        return graph;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ReadableContent content() {
        return new VisibleContent(
                place.namespace().content(),
                info -> info.labels().containsKey(memberLabel) || graph.has(info.digest()));
    }

    @Override
    public Optional<Descriptor> find(String reference) throws IOException {
        return reference.indexOf(':') < 0 ? tagged(reference) : byDigest(reference);
    }

    private Optional<Descriptor> byDigest(String text) throws IOException {
        Digest digest;
        try {
            digest = Digest.parse(text);
        } catch (InvalidDigestException e) {
            return Optional.empty();
        }
        Optional<StoredImage> pinned = roots.pinned(digest);
        if (pinned.isPresent()) {
            graph.used(NamespaceRoots.root(pinned.get()));
            return Optional.of(place.description().of(pinned.get()));
        }
        // What is nowhere in the namespace is looked for in no image.
        return place.namespace().content().info(digest).isEmpty() ? Optional.empty() : graph.manifest(digest);
    }

    private Optional<Descriptor> tagged(String tag) throws IOException {
        Optional<StoredImage> image = image(tag);
        if (image.isEmpty()) {
            return Optional.empty();
        }
        graph.used(NamespaceRoots.root(image.get()));
        return Optional.of(place.description().of(image.get()));
    }

    /** The image of a tag. */
    Optional<StoredImage> image(String tag) throws IOException {
        String image = TaggedName.image(name, tag);
        // What looks like a tag may lead into another repository, behind the colon of a port.
        return new TaggedName(name, tag).equals(TaggedName.of(image))
                ? place.namespace().images().get(image)
                : Optional.empty();
    }

    @Override
    public List<String> tags(String after, int limit) throws IOException {
        String prefix = TaggedName.image(name, "");
        List<String> tags = new ArrayList<>();
        String last = after.isEmpty() ? "" : prefix + after;
        int rows = Math.min(limit, PAGE);
        while (tags.size() < limit) {
            List<StoredImage> page = place.namespace().images().page(prefix, last, rows);
            for (StoredImage image : page) {
                TaggedName named = TaggedName.of(image.name());
                if (named.repository().equals(name) && named.tag() != null && tags.size() < limit) {
                    tags.add(named.tag());
                }
            }
            if (page.size() < rows) {
                break;
            }
            last = page.get(page.size() - 1).name();
        }
        return tags;
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        return graph.referrers(subject.digest());
    }
}
