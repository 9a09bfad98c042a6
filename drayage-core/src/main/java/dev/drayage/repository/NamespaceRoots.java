package dev.drayage.repository;

import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Some of the images of a namespace: those whose names begin in certain ways and fit.
 *
 * @param images all of them
 * @param prefixes what the names begin with, none of which begins another
 * @param fits which of those are meant
 * @param pinned what the name of an image begins with that is known by its digest, before the {@code @}
 */
record NamespaceRoots(ImageStore images, List<String> prefixes, Predicate<StoredImage> fits, String pinned)
        implements ImageRoots {
    private static final int PAGE = 500;

    /** Those of a repository. */
    static NamespaceRoots of(ImageStore images, String repository) {
        return new NamespaceRoots(
                images,
                repository.isEmpty() ? List.of("") : List.of(repository + ":", repository + "@"),
                image -> TaggedName.of(image.name()).repository().equals(repository),
                repository);
    }

    /** Those without a name. */
    static NamespaceRoots unnamed(ImageStore images) {
        return new NamespaceRoots(images, List.of("@"), image -> !image.isNamed(), "");
    }

    /** What content of a repository is called that has no tag. */
    static String pinned(String repository, Digest digest) {
        return repository + StoredImage.unnamed(digest);
    }

    /** Shows images until one is found that is wanted. */
    @FunctionalInterface
    interface Visitor {
        /** Whether it is. */
        boolean visit(StoredImage image) throws IOException;
    }

    /** Goes through all of them, by pages, so that they never are in memory together. */
    void each(Visitor visitor) throws IOException {
        // A repository may have images with neither tag nor digest.
        if (!pinned.isEmpty()) {
            Optional<StoredImage> bare = images.get(pinned);
            if (bare.isPresent() && fits.test(bare.get()) && visitor.visit(bare.get())) {
                return;
            }
        }
        for (String prefix : prefixes) {
            String after = "";
            List<StoredImage> page = images.page(prefix, after, PAGE);
            while (!page.isEmpty()) {
                for (StoredImage image : page) {
                    if (fits.test(image) && visitor.visit(image)) {
                        return;
                    }
                }
                after = page.get(page.size() - 1).name();
                page = page.size() < PAGE ? List.of() : images.page(prefix, after, PAGE);
            }
        }
    }

    /** Whether there are none. */
    boolean isEmpty() throws IOException {
        return search(root -> Optional.of(root.image())).isEmpty();
    }

    @Override
    public Optional<Descriptor> search(Search search) throws IOException {
        Found found = new Found();
        each(image -> {
            found.descriptor = search.in(root(image));
            return found.descriptor.isPresent();
        });
        return found.descriptor;
    }

    private static final class Found {
        private Optional<Descriptor> descriptor = Optional.empty();
    }

    static Root root(StoredImage image) {
        return new Root(image.name(), image.target(), SubjectNote.of(image));
    }

    @Override
    public Optional<Root> find(Digest digest) throws IOException {
        return pinned(digest).map(NamespaceRoots::root);
    }

    /** The image that is called by this digest. */
    Optional<StoredImage> pinned(Digest digest) throws IOException {
        return images.get(pinned(pinned, digest))
                .filter(image -> image.target().digest().equals(digest) && fits.test(image));
    }

    @Override
    public boolean has(Root root) throws IOException {
        return images.get(root.name())
                .filter(image -> fits.test(image)
                        && image.target().digest().equals(root.image().digest()))
                .isPresent();
    }
}
