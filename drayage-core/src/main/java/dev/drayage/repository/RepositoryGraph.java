package dev.drayage.repository;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.ImageRoots.Root;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is in a repository: all that its images are made of, and what the place lists without a name that is about
 * something here, such as signatures that were copied with an image. Thread-safe.
 */
final class RepositoryGraph {
    /** As many as subjects lead on from referrer to referrer. */
    private static final int MOST_LEVELS = 64;

    private final LinkedDocuments documents;
    private final RecentRoots recent;
    private final ImageRoots own;
    private final ImageRoots unnamed;

    /**
     * What is in a repository.
     *
     * @param recent the images of it that were looked at last: what is asked for next is most often in one of them
     * @param own its images
     * @param unnamed images of the place that have no name at all
     */
    RepositoryGraph(LinkedDocuments documents, RecentRoots recent, ImageRoots own, ImageRoots unnamed) {
        this.documents = documents;
        this.recent = recent;
        this.own = own;
        this.unnamed = unnamed;
    }

    /** Takes note that an image was asked for: what it is made of will be next. */
    void used(Root root) {
        recent.used(root);
    }

    /** The manifest or index of this digest. */
    Optional<Descriptor> manifest(Digest digest) throws IOException {
        return find(digest, found -> found.digest().equals(digest) && MediaTypes.isDocument(found.mediaType()));
    }

    /** Whether an image, or what one is made of, has this digest. */
    boolean has(Digest digest) throws IOException {
        return find(digest, found -> found.digest().equals(digest)).isPresent();
    }

    private Optional<Descriptor> find(Digest digest, Predicate<Descriptor> wanted) throws IOException {
        Optional<Root> exact = own.find(digest);
        if (exact.isPresent()) {
            recent.used(exact.get());
            return exact.map(Root::image);
        }
        for (Root root : recent.all()) {
            Optional<Descriptor> found = documents.below(root.image(), wanted);
            if (found.isPresent() && isHere(root)) {
                return found;
            }
        }
        Optional<Descriptor> found = own.search(root -> in(root, wanted));
        return found.isPresent() ? found : inUnnamed(wanted);
    }

    private Optional<Descriptor> in(Root root, Predicate<Descriptor> wanted) throws IOException {
        Optional<Descriptor> found = documents.below(root.image(), wanted);
        if (found.isPresent()) {
            recent.used(root);
        }
        return found;
    }

    private boolean isHere(Root root) throws IOException {
        return own.has(root)
                || (unnamed.has(root)
                        && isAboutSomethingHere(Set.of(root.image().digest())));
    }

    private Optional<Descriptor> inUnnamed(Predicate<Descriptor> wanted) throws IOException {
        List<Root> roots = new ArrayList<>();
        List<Descriptor> found = new ArrayList<>();
        Set<Digest> digests = new HashSet<>();
        unnamed.search(root -> {
            documents.below(root.image(), wanted).ifPresent(each -> {
                found.add(each);
                roots.add(root);
                digests.add(root.image().digest());
            });
            return Optional.empty();
        });
        if (found.isEmpty() || !isAboutSomethingHere(digests)) {
            return Optional.empty();
        }
        if (roots.size() == 1) {
            recent.used(roots.get(0));
        }
        return Optional.of(found.get(0));
    }

    /** Whether one of these unnamed images is about an image here, or about another that is. */
    private boolean isAboutSomethingHere(Set<Digest> images) throws IOException {
        Set<Digest> looking = images;
        Set<Digest> seen = new HashSet<>();
        for (int level = 0; level < MOST_LEVELS && !looking.isEmpty(); level++) {
            Set<Digest> subjects = new HashSet<>();
            Set<Digest> about = looking;
            unnamed.search(root -> {
                Digest subject = about.contains(root.image().digest()) ? subject(root) : null;
                if (subject != null && seen.add(subject)) {
                    subjects.add(subject);
                }
                return Optional.empty();
            });
            if (ownHas(subjects)) {
                return true;
            }
            looking = subjects;
        }
        return false;
    }

    private boolean ownHas(Set<Digest> subjects) throws IOException {
        for (Digest subject : subjects) {
            if (own.find(subject).isPresent()) {
                return true;
            }
        }
        return !subjects.isEmpty()
                && own.search(root -> documents.below(
                                root.image(),
                                found -> subjects.contains(found.digest()) && MediaTypes.isDocument(found.mediaType())))
                        .isPresent();
    }

    private @Nullable Digest subject(Root root) throws IOException {
        SubjectNote note = root.note();
        return note != null ? note.subject() : documents.links(root.image()).subject();
    }

    /** The manifests and indexes here whose subject it is, as {@link Repository#referrers} lists them. */
    List<Descriptor> referrers(Digest subject) throws IOException {
        Map<Digest, Descriptor> found = new TreeMap<>();
        own.search(root -> {
            SubjectNote note = root.note();
            if (note != null) {
                if (subject.equals(note.subject())) {
                    found.putIfAbsent(root.image().digest(), root.image());
                }
            } else {
                collect(root.image(), subject, found);
            }
            return Optional.empty();
        });
        Map<Digest, Descriptor> others = new TreeMap<>();
        unnamed.search(root -> {
            if (subject.equals(subject(root))) {
                others.put(root.image().digest(), root.image());
            }
            return Optional.empty();
        });
        if (!others.isEmpty() && manifest(subject).isPresent()) {
            others.forEach(found::putIfAbsent);
        }
        List<Descriptor> listed = new ArrayList<>();
        for (Descriptor referrer : found.values()) {
            documents.described(DocumentLinks.bare(referrer)).ifPresent(listed::add);
        }
        listed.sort(Comparator.comparing(Descriptor::digest));
        return listed;
    }

    private void collect(Descriptor image, Digest subject, Map<Digest, Descriptor> found) throws IOException {
        documents.walk(image, document -> {
            DocumentLinks links = documents.links(document);
            if (subject.equals(links.subject())) {
                found.putIfAbsent(document.digest(), document);
            }
            return links.children();
        });
    }

    /** Whether an image other than that of this digest is made of it. */
    boolean isBelowAnother(Digest digest) throws IOException {
        return own.search(root -> root.image().digest().equals(digest)
                        ? Optional.empty()
                        : documents.below(root.image(), found -> found.digest().equals(digest)))
                .isPresent();
    }
}
