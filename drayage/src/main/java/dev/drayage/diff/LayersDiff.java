package dev.drayage.diff;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentProvider;
import dev.drayage.diff.DiffOptions.Ignored;
import dev.drayage.diff.DiffOptions.View;
import dev.drayage.diff.FileComparison.Trees;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the layers of two manifests, and the files in them. The first and the last layers that both have are left out of
 * it; those between are read once. Below them the lower layers are read only where upper ones do not say enough.
 */
final class LayersDiff {
    /**
     * The layers of one manifest.
     *
     * @param layers the lowest first
     * @param diffIds what they unpack to; empty if that is not said
     */
    record Side(ContentProvider content, List<Descriptor> layers, List<Digest> diffIds) {
        Side {
            layers = List.copyOf(layers);
            diffIds = List.copyOf(diffIds);
        }
    }

    /** A layer, and by which algorithm its config names it. */
    private record ReadLayer(Digest digest, DigestAlgorithm algorithm) {}

    private final Side before;
    private final Side after;
    private final DiffOptions options;
    private final DiffCount count;
    private final FileBudget budget;
    private final Map<ReadLayer, LayerContents> read = new HashMap<>();
    private final int lower;
    private final int upper;
    private boolean areFilesLeftOut;

    LayersDiff(Side before, Side after, DiffOptions options, DiffCount count) {
        this.before = before;
        this.after = after;
        this.options = options;
        this.count = count;
        this.budget = new FileBudget(options.maxMemory());
        int least = Math.min(before.layers.size(), after.layers.size());
        int below = 0;
        while (below < least && isSame(below, below)) {
            below++;
        }
        int above = 0;
        while (above < least - below && isSame(before.layers.size() - 1 - above, after.layers.size() - 1 - above)) {
            above++;
        }
        this.lower = below;
        this.upper = above;
    }

    private boolean isSame(int one, int other) {
        return before.layers.get(one).digest().equals(after.layers.get(other).digest());
    }

    void compare() throws IOException {
        int ends = before.layers.size() - upper;
        int otherEnds = after.layers.size() - upper;
        boolean sameFiles = true;
        for (int i = lower; i < Math.max(ends, otherEnds); i++) {
            sameFiles &= compare(i, i < ends, i < otherEnds);
        }
        if (!sameFiles && options.view() == View.MERGED) {
            compareMerged();
        }
    }

    /** Compares two layers of one number; true if they hold the same files. */
    private boolean compare(int i, boolean isInBefore, boolean isInAfter) throws IOException {
        Descriptor one = isInBefore ? before.layers.get(i) : null;
        Descriptor other = isInAfter ? after.layers.get(i) : null;
        LayerContents left = one == null ? null : contents(before, i);
        LayerContents right = other == null ? null : contents(after, i);
        LayerDifference.Kind kind;
        boolean isExplained = false;
        if (one == null || other == null) {
            kind = one == null ? LayerDifference.Kind.ADDED : LayerDifference.Kind.REMOVED;
        } else if (left == null || right == null) {
            kind = LayerDifference.Kind.DIFFERENT;
        } else if (left.unpacked().equals(right.unpacked())) {
            kind = LayerDifference.Kind.PACKED_DIFFERENTLY;
        } else {
            boolean same = areSame(left, right, options.ignored());
            kind = same ? LayerDifference.Kind.SAME_FILES : LayerDifference.Kind.CHANGED;
            isExplained = same && !areSame(left, right, Set.of());
        }
        boolean sameFiles = kind == LayerDifference.Kind.PACKED_DIFFERENTLY || kind == LayerDifference.Kind.SAME_FILES;
        if (!sameFiles || !(isExplained || options.ignored().contains(Ignored.PACKING))) {
            count.layer(new LayerDifference(kind, i + 1, one, other));
        }
        if (!sameFiles && options.view() == View.LAYERS) {
            new FileComparison(Trees.LAYER, options.ignored(), count::file).compare(tree(left), tree(right));
        }
        return sameFiles;
    }

    private static @Nullable FileTree tree(@Nullable LayerContents contents) {
        return contents == null ? null : contents.files();
    }

    private static boolean areSame(LayerContents left, LayerContents right, Set<Ignored> ignored) throws IOException {
        boolean[] found = {false};
        new FileComparison(Trees.LAYER, ignored, difference -> found[0] = true).compare(left.files(), right.files());
        return !found[0];
    }

    /** What is in a layer; null if it is not read. */
    private @Nullable LayerContents contents(Side side, int i) throws IOException {
        Descriptor layer = side.layers.get(i);
        if (options.view() == View.NONE) {
            return null;
        }
        if (!isTar(layer.mediaType())) {
            if (!areFilesLeftOut) {
                areFilesLeftOut = true;
                count.note("files are not compared where content has a media type that is no tar: " + layer.kind() + " "
                        + layer.digest().shortForm() + " is " + layer.mediaType());
            }
            return null;
        }
        ReadLayer key = new ReadLayer(
                layer.digest(),
                side.diffIds.isEmpty()
                        ? DigestAlgorithm.SHA256
                        : side.diffIds.get(i).algorithm());
        LayerContents known = read.get(key);
        if (known == null) {
            known = LayerContents.read(side.content, layer, key.algorithm(), budget, options.maxZstdWindow());
            read.put(key, known);
        }
        if (!side.diffIds.isEmpty() && !known.unpacked().equals(side.diffIds.get(i))) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    layer.kind() + " " + layer.digest() + " in " + side.content.location() + " unpacks to "
                            + known.unpacked() + ", but its config names diffID " + side.diffIds.get(i));
        }
        return known;
    }

    private static boolean isTar(String mediaType) {
        return MediaTypes.isLayer(mediaType)
                && !mediaType.startsWith(MediaTypes.EROFS_LAYER)
                && !mediaType.endsWith("+encrypted");
    }

    private void compareMerged() throws IOException {
        FileTree one = merged(before, lower, before.layers.size(), new FileTree());
        FileTree other = merged(after, lower, after.layers.size(), new FileTree());
        Trees trees = lower == 0 ? Trees.WHOLE : Trees.UPPER;
        if (lower > 0 && FileTree.needLower(one, other)) {
            FileTree base = merged(before, 0, lower, new FileTree());
            one = merged(before, lower, before.layers.size(), base);
            other = merged(after, lower, after.layers.size(), base);
            trees = Trees.WHOLE;
        }
        new FileComparison(trees, options.ignored(), count::file).compare(one, other);
    }

    /** Some layers over a tree, which they keep as far as they say nothing else. */
    private FileTree merged(Side side, int from, int to, FileTree base) throws IOException {
        FileTree merged = base;
        List<LayerContents> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            LayerContents contents = contents(side, i);
            if (contents != null) {
                all.add(contents);
            }
        }
        for (LayerContents contents : all) {
            merged = FileTree.over(merged, contents.files());
        }
        return merged;
    }
}
