package dev.drayage.sync;

import dev.drayage.list.LockedImage;
import dev.drayage.oci.Digest;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the list has not, of the names at a place.
 *
 * @param all the names, in order
 * @param kept the images of the list
 */
public record ObsoleteNames(List<ObsoleteName> all, Collection<PlannedImage> kept) {
    /** Copies the lists. */
    public ObsoleteNames {
        all = List.copyOf(all);
        kept = List.copyOf(kept);
    }

    /** Nothing is to go. */
    public static ObsoleteNames none() {
        return new ObsoleteNames(List.of(), List.of());
    }

    /** Those that go. */
    public List<ObsoleteName> toRemove() {
        return all.stream().filter(name -> name.objection() == null).toList();
    }

    /** Those that are left. */
    public List<ObsoleteName> toLeave() {
        return all.stream().filter(name -> name.objection() != null).toList();
    }

    /** What a lock remembers of them, until they are gone. */
    public List<LockedImage> locked() {
        return toRemove().stream()
                .map(ObsoleteName::locked)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The tags of a repository that go. */
    Set<String> tags(String repository) {
        return toRemove().stream()
                .map(ObsoleteName::target)
                .filter(name -> name.repository().equals(repository) && name.tag() != null)
                .map(name -> String.valueOf(name.tag()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** What stays in a repository. */
    Set<Digest> keptIn(String repository) {
        return kept.stream()
                .filter(image -> image.target().repository().equals(repository))
                .map(PlannedImage::digest)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
