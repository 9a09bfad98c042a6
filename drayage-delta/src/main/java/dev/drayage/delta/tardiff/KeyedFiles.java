package dev.drayage.delta.tardiff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Old files in order of a key, their sizes and their paths: some bytes for each, and found in few steps. */
final class KeyedFiles {
    private final String[] keys;
    private final OldFile[] files;

    private record Keyed(String key, OldFile file) {}

    KeyedFiles(List<OldFile> files, Function<String, String> keyOfPath) {
        List<Keyed> sorted = new ArrayList<>(files.size());
        files.forEach(file -> sorted.add(new Keyed(keyOfPath.apply(file.path()), file)));
        sorted.sort(Comparator.comparing(Keyed::key)
                .thenComparingLong(each -> each.file().content().size())
                .thenComparing(each -> each.file().path()));
        this.keys = sorted.stream().map(Keyed::key).toArray(String[]::new);
        this.files = sorted.stream().map(Keyed::file).toArray(OldFile[]::new);
    }

    /** Whether there is exactly one of this key. */
    boolean isOnly(String key) {
        int first = first(key, 0);
        return has(first, key) && !has(first + 1, key);
    }

    /** The first of this key and size, by its path; null if there is none. */
    @Nullable
    OldFile ofSize(String key, long size) {
        int first = first(key, size);
        return has(first, key) && size(first) == size ? files[first] : null;
    }

    /** All of this key and size, in order of their paths. */
    List<OldFile> allOfSize(String key, long size) {
        List<OldFile> all = new ArrayList<>();
        for (int i = first(key, size); has(i, key) && size(i) == size; i++) {
            all.add(files[i]);
        }
        return all;
    }

    /**
     * The file of a key that is nearest in size.
     *
     * @param isNear whether a size is near enough; one that is nearer than another is if that is
     * @return null if none is
     */
    @Nullable
    OldFile nearest(String key, long size, LongPredicate isNear) {
        int above = first(key, size);
        OldFile larger = has(above, key) && isNear.test(size(above)) ? files[above] : null;
        boolean hasSmaller = above > 0 && has(above - 1, key) && isNear.test(size(above - 1));
        OldFile smaller = hasSmaller ? ofSize(key, size(above - 1)) : null;
        if (larger == null || smaller == null) {
            return larger == null ? smaller : larger;
        }
        long more = larger.content().size() - size;
        long less = size - smaller.content().size();
        boolean isLargerFirst = more == less ? larger.path().compareTo(smaller.path()) < 0 : more < less;
        return isLargerFirst ? larger : smaller;
    }

    private boolean has(int at, String key) {
        return at < keys.length && keys[at].equals(key);
    }

    private long size(int at) {
        return files[at].content().size();
    }

    /** Where the first is of a key and at least a size, or would be. */
    private int first(String key, long size) {
        int low = 0;
        int high = keys.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = keys[middle].compareTo(key);
            if (order < 0 || (order == 0 && size(middle) < size)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
