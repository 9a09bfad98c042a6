package dev.drayage.repository;

import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What an {@code index.json} lists, as one repository changes it. Entries of others, and their order, stay.
 *
 * @param name the repository
 * @param listed all entries
 */
record RepositoryEntries(String name, List<Descriptor> listed) {

    private boolean isHere(Descriptor entry) {
        return ImageList.name(entry).repository().equals(name);
    }

    private boolean hasTag(Descriptor entry, String tag) {
        return ImageList.name(entry).equals(new TaggedName(name, tag));
    }

    /** Whether an image has a tag. */
    boolean hasTag(String tag) {
        return listed.stream().anyMatch(entry -> hasTag(entry, tag));
    }

    /** With a manifest that has these tags, which others lose. */
    List<Descriptor> with(Descriptor manifest, Set<String> tags) {
        Descriptor bare = DocumentLinks.bare(manifest);
        Predicate<Descriptor> replaced = entry ->
                tags.stream().anyMatch(tag -> hasTag(entry, tag)) || (!tags.isEmpty() && entry.equals(pinned(bare)));
        List<Descriptor> changed = new ArrayList<>();
        Map<String, Descriptor> waiting = new LinkedHashMap<>();
        tags.stream().sorted().forEach(tag -> waiting.put(tag, tagged(bare, tag)));
        for (Descriptor entry : listed) {
            String tag = ImageList.name(entry).tag();
            if (!replaced.test(entry)) {
                changed.add(entry);
            } else if (tag != null && waiting.containsKey(tag)) {
                changed.add(waiting.remove(tag));
            }
        }
        changed.addAll(waiting.values());
        if (tags.isEmpty()) {
            keep(bare, changed);
        }
        return kept(replaced, changed);
    }

    /** Without a tag; what it named stays. */
    List<Descriptor> withoutTag(String tag) {
        Predicate<Descriptor> removed = entry -> hasTag(entry, tag);
        return kept(
                removed,
                new ArrayList<>(listed.stream().filter(removed.negate()).toList()));
    }

    /** Without any entry of a manifest. */
    List<Descriptor> without(Digest digest) {
        return listed.stream()
                .filter(entry -> !isHere(entry) || !entry.digest().equals(digest))
                .toList();
    }

    private List<Descriptor> kept(Predicate<Descriptor> removed, List<Descriptor> changed) {
        listed.stream().filter(removed).forEach(entry -> keep(entry, changed));
        return changed;
    }

    /** Lists what would be in the repository no more by its digest. */
    private void keep(Descriptor entry, List<Descriptor> changed) {
        if (changed.stream().noneMatch(other -> isHere(other) && other.digest().equals(entry.digest()))) {
            changed.add(pinned(entry));
        }
    }

    private Descriptor tagged(Descriptor image, String tag) {
        return name.isEmpty() ? ImageNames.tagged(image, tag) : ImageNames.named(image, TaggedName.image(name, tag));
    }

    private Descriptor pinned(Descriptor image) {
        Descriptor unnamed = ImageNames.unnamed(image);
        return name.isEmpty() ? unnamed : ImageNames.named(unnamed, NamespaceRoots.pinned(name, image.digest()));
    }
}
