package dev.drayage.diff;

import dev.drayage.diff.DiffOptions.Ignored;
import dev.drayage.diff.FileState.Aspect;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Goes over two trees at once, by name, and shows what differs. */
final class FileComparison {
    private static final Map<Ignored, Aspect> ASPECTS = Map.of(
            Ignored.TIMES, Aspect.MTIME,
            Ignored.OWNERS, Aspect.OWNER,
            Ignored.MODES, Aspect.MODE,
            Ignored.XATTRS, Aspect.XATTRS);

    private final Trees trees;
    private final Set<Aspect> ignored = EnumSet.noneOf(Aspect.class);
    private final Taker taker;

    /** Takes what differs. */
    @FunctionalInterface
    interface Taker {
        void file(FileDifference difference) throws IOException;
    }

    /** What is compared. */
    enum Trees {
        /** All layers, merged. */
        WHOLE,
        /** The upper layers of two images, which are the same where both leave a name to the lower ones. */
        UPPER,
        /** Two layers, each for itself. */
        LAYER
    }

    FileComparison(Trees trees, Set<Ignored> ignored, Taker taker) {
        this.trees = trees;
        this.taker = taker;
        ignored.forEach(each -> {
            Aspect aspect = ASPECTS.get(each);
            if (aspect != null) {
                this.ignored.add(aspect);
            }
        });
    }

    void compare(@Nullable FileTree before, @Nullable FileTree after) throws IOException {
        compare("", before, after, false);
    }

    /** @param hidden whether upper layers hide what lower ones have here, in both */
    private void compare(String path, @Nullable FileTree before, @Nullable FileTree after, boolean hidden)
            throws IOException {
        if (before == after) {
            return;
        }
        if (trees != Trees.UPPER || hidden || isDecided(before) || isDecided(after)) {
            compareStates(path, before, after);
        }
        boolean hiddenBelow = hidden || (before != null && before.hidesBelow());
        for (String name : names(before, after)) {
            compare(path.isEmpty() ? name : path + "/" + name, child(before, name), child(after, name), hiddenBelow);
        }
    }

    private void compareStates(String path, @Nullable FileTree before, @Nullable FileTree after) throws IOException {
        FileState one = state(path, before);
        FileState other = state(path, after);
        if (one != null && other != null) {
            Set<Aspect> aspects = one.compare(other);
            if (FileTree.isImplicit(one) || FileTree.isImplicit(other)) {
                aspects.remove(Aspect.MTIME); // nobody says when it was made
            }
            if (trees == Trees.LAYER && hides(before) != hides(after)) {
                aspects.add(Aspect.OPAQUE);
            }
            aspects.removeAll(ignored);
            if (!aspects.isEmpty()) {
                taker.file(new FileDifference(path, one, other, aspects));
            }
        } else if (one != null || other != null) {
            taker.file(new FileDifference(path, one, other, Set.of()));
        }
    }

    private @Nullable FileState state(String path, @Nullable FileTree tree) {
        FileState state = tree == null ? null : trees == Trees.LAYER ? tree.ownState() : tree.present();
        // There is always a top, whether a layer says so or not.
        return state == null && path.isEmpty() ? FileTree.IMPLICIT : state;
    }

    private static boolean isDecided(@Nullable FileTree tree) {
        return tree != null && tree.isDecided();
    }

    private static boolean hides(@Nullable FileTree tree) {
        return tree != null && tree.isHiding();
    }

    private static SortedSet<String> names(@Nullable FileTree before, @Nullable FileTree after) {
        SortedSet<String> names = new TreeSet<>(keys(before).keySet());
        names.addAll(keys(after).keySet());
        return names;
    }

    private static SortedMap<String, FileTree> keys(@Nullable FileTree tree) {
        return tree == null ? new FileTree().children() : tree.children();
    }

    private static @Nullable FileTree child(@Nullable FileTree tree, String name) {
        return tree == null ? null : tree.childOrNull(name);
    }
}
