package dev.drayage.server.page;

import dev.drayage.tar.EntryNames;
import dev.drayage.tar.TarEntry;
import dev.drayage.tar.TarFieldException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a layer as a tree. They are kept in the order of their paths with {@code /} before all other characters,
 * so that what is in a folder lies together and the next name in it is found without going through what lies below this
 * one. Immutable.
 */
final class LayerListing {
    private static final int MAX_HARD_LINKS = 16;
    private static final Comparator<LayerEntry> ORDER =
            Comparator.comparing(LayerEntry::path, LayerListing::compare).thenComparingInt(LayerEntry::number);

    /**
     * What a folder holds under one name.
     *
     * @param name without the folder's
     * @param path with it
     * @param entry the last entry of this name; empty for a folder that no entry is for
     * @param isFolder whether it is one, or something lies below it
     */
    record Child(String name, String path, Optional<LayerEntry> entry, boolean isFolder) {}

    private final LayerEntry[] entries;
    private final long bytes;
    private final @Nullable String cut;

    /**
     * Of these entries, in any order.
     *
     * @param cut why there are more that are not among them; null if these are all, and the layer is verified
     */
    LayerListing(List<LayerEntry> found, @Nullable String cut) {
        this.entries = found.stream()
                .filter(entry -> !entry.path().isEmpty())
                .sorted(ORDER)
                .toArray(LayerEntry[]::new);
        this.bytes = found.stream().mapToLong(LayerEntry::bytes).sum();
        this.cut = cut;
    }

    int size() {
        return entries.length;
    }

    /** About what it takes in memory. */
    long bytes() {
        return bytes;
    }

    /** Why there are more entries than these; empty if these are all, and the layer is verified. */
    Optional<String> cut() {
        return Optional.ofNullable(cut);
    }

    /** Whether there is a folder of this path; the top, whose path is empty, always is. */
    boolean hasFolder(String path) {
        return path.isEmpty()
                || find(path).filter(LayerEntry::isFolder).isPresent()
                || startOf(path + "/") < endOf(path);
    }

    /**
     * What is in a folder, by name.
     *
     * @param after the name before the first; empty to start with the first
     */
    List<Child> children(String folder, String after, int limit) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        int end = folder.isEmpty() ? entries.length : endOf(folder);
        int at = after.isEmpty() ? startOf(prefix) : endOf(prefix + after);
        List<Child> children = new ArrayList<>();
        while (at < end && children.size() < limit) {
            String path = entries[at].path();
            int slash = path.indexOf('/', prefix.length());
            String child = slash < 0 ? path : path.substring(0, slash);
            int below = startOf(child + "/");
            int next = endOf(child);
            Optional<LayerEntry> entry = below > at ? Optional.of(entries[below - 1]) : Optional.empty();
            children.add(new Child(
                    child.substring(prefix.length()),
                    child,
                    entry,
                    below < next || entry.filter(LayerEntry::isFolder).isPresent()));
            at = next;
        }
        return children;
    }

    /** Entries with this text in their path, whatever its case. */
    List<LayerEntry> search(String text, int limit) {
        List<LayerEntry> found = new ArrayList<>();
        for (int i = 0; i < entries.length && found.size() < limit; i++) {
            if (contains(entries[i].path(), text)) {
                found.add(entries[i]);
            }
        }
        return found;
    }

    /** The last entry of a path. */
    Optional<LayerEntry> find(String path) {
        return before(path, Integer.MAX_VALUE);
    }

    /**
     * The entry that has the content of this one: itself, or for a hard link the earlier one that it is another name of.
     *
     * @return empty if the link leads nowhere
     */
    Optional<LayerEntry> content(LayerEntry entry) {
        Optional<LayerEntry> at = Optional.of(entry);
        for (int links = 0; links < MAX_HARD_LINKS && at.isPresent(); links++) {
            LayerEntry link = at.get();
            if (link.type() != TarEntry.Type.HARD_LINK) {
                return at;
            }
            at = before(cleaned(link.target()), link.number());
        }
        return Optional.empty();
    }

    private static String cleaned(String target) {
        try {
            return EntryNames.clean(target.startsWith("/") ? target.substring(1) : target);
        } catch (TarFieldException e) {
            return ""; // no entry has this name
        }
    }

    /** Where a symbolic link leads within this layer; empty if that is outside, or in another layer. */
    Optional<String> followed(LayerEntry link) {
        try {
            String target = link.target().startsWith("/")
                    ? EntryNames.clean(link.target().substring(1))
                    : EntryNames.follow(link.path(), link.target());
            return find(target).isPresent() || hasFolder(target) ? Optional.of(target) : Optional.empty();
        } catch (TarFieldException e) {
            return Optional.empty();
        }
    }

    /** The last entry of a path among those that come before a number. */
    private Optional<LayerEntry> before(String path, int number) {
        for (int i = startOf(path + "/") - 1; i >= 0 && entries[i].path().equals(path); i--) {
            if (entries[i].number() < number) {
                return Optional.of(entries[i]);
            }
        }
        return Optional.empty();
    }

    /** The first entry that does not come before a path. */
    private int startOf(String path) {
        int low = 0;
        int high = entries.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(entries[middle].path(), path) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first entry behind a path and all that lies below it. */
    private int endOf(String path) {
        // The character behind the slash in this order is NUL, which no name holds.
        return startOf(path + '\0');
    }

    private static int compare(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return a == '/' ? -1 : b == '/' ? 1 : Character.compare(a, b);
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    private static boolean contains(String path, String text) {
        for (int i = 0; i + text.length() <= path.length(); i++) {
            if (path.regionMatches(true, i, text, 0, text.length())) {
                return true;
            }
        }
        return false;
    }
}
