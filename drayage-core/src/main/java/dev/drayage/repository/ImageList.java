package dev.drayage.repository;

import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The images that a place lists, by repository. Immutable. */
final class ImageList {
    private final NavigableMap<String, Entries> repositories = new TreeMap<>();
    private final Entries unnamed = new Entries();

    /** Sorts images by the names that their annotations give them. */
    ImageList(List<Descriptor> images) {
        for (Descriptor image : images) {
            TaggedName name = name(image);
            repositories
                    .computeIfAbsent(name.repository(), any -> new Entries())
                    .add(image, name);
            if (ImageNames.unnamed(image).equals(image)) {
                unnamed.add(image, name);
            }
        }
    }

    /** Where an entry is listed. */
    static TaggedName name(Descriptor image) {
        return ImageNames.fullName(image)
                .map(TaggedName::ofFull)
                .or(() -> image.annotation(ImageAnnotations.REF_NAME).map(TaggedName::of))
                .orElseGet(() -> new TaggedName("", null));
    }

    /** Names of repositories, as {@link Repositories#names} lists them. */
    List<String> names(@Nullable String after, int limit) {
        return (after == null ? repositories : repositories.tailMap(after, false))
                .keySet().stream().limit(limit).toList();
    }

    NavigableMap<String, Entries> repositories() {
        return repositories;
    }

    /** The images of a repository; none if there is no such repository. */
    Entries of(String repository) {
        return repositories.getOrDefault(repository, Entries.NONE);
    }

    /** The images without any name. */
    Entries unnamed() {
        return unnamed;
    }

    /** The images of one repository. */
    static final class Entries implements ImageRoots {
        private static final Entries NONE = new Entries();

        private final NavigableMap<String, Map<Digest, Descriptor>> tags = new TreeMap<>();
        private final Map<Digest, Descriptor> images = new LinkedHashMap<>();

        private void add(Descriptor image, TaggedName name) {
            images.putIfAbsent(image.digest(), image);
            String tag = name.tag();
            if (tag != null) {
                tags.computeIfAbsent(tag, any -> new LinkedHashMap<>()).putIfAbsent(image.digest(), image);
            }
        }

        /** The images of each tag: one, but where whoever made the list gave one name to several. */
        NavigableMap<String, Map<Digest, Descriptor>> tags() {
            return tags;
        }

        @Override
        public Optional<Descriptor> search(Search search) throws IOException {
            for (Descriptor image : new ArrayList<>(images.values())) {
                Optional<Descriptor> found = search.in(root(image));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        private static Root root(Descriptor image) {
            return new Root("", image, null);
        }

        @Override
        public Optional<Root> find(Digest digest) {
            return Optional.ofNullable(images.get(digest)).map(Entries::root);
        }

        @Override
        public boolean has(Root root) {
            return images.containsKey(root.image().digest());
        }
    }
}
