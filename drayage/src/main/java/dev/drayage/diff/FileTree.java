package dev.drayage.diff;

import dev.drayage.diff.FileState.Kind;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Files by name, as one layer has them, or several layers one over another. What is below them may not be known: then it
 * is said of each name whether it is left to lower layers. Not changed any more once it was put together with another.
 */
final class FileTree {
    /** What runtimes make of a directory that no layer has, but something in it. */
    static final FileState IMPLICIT =
            new FileState(Kind.DIRECTORY, 0755, 0, 0, 0, null, "", 0, 0, Collections.emptySortedMap(), 0, 0);

    private static final SortedMap<String, FileTree> NONE = Collections.emptySortedMap();

    private @Nullable FileState state;
    private boolean removed;
    private boolean opaque;
    private SortedMap<String, FileTree> children = NONE;

    /** Whether no layer says anything of a directory; one that says the same is another. */
    @SuppressWarnings("ReferenceEquality")
    static boolean isImplicit(FileState state) {
        return state == IMPLICIT;
    }

    /** What it is; null if it is nothing here, or left to lower layers. */
    @Nullable
    FileState state() {
        return state;
    }

    /** By name. */
    SortedMap<String, FileTree> children() {
        return children;
    }

    /** Whether this says what is under the name, and lower layers do not. */
    boolean isDecided() {
        return state != null || removed;
    }

    /** Whether this hides what lower layers have under the name, or below. */
    boolean isHiding() {
        return removed || opaque;
    }

    /** Whether lower layers say nothing any more of what is below the name. */
    boolean hidesBelow() {
        return removed || opaque || (state != null && state.kind() != Kind.DIRECTORY);
    }

    /** Puts a file there. What was below another one goes with it. */
    void put(FileState file) {
        if (file.kind() != Kind.DIRECTORY) {
            children = NONE;
        }
        state = file;
    }

    /** Hides what lower layers have under the name. */
    void remove() {
        removed = true;
    }

    /** Hides what lower layers have below the name. */
    void makeOpaque() {
        opaque = true;
    }

    /** The child of a name; null if nothing is said of it. */
    @Nullable
    FileTree childOrNull(String name) {
        return children.get(name);
    }

    void addChild(String name, FileTree child) {
        if (children.isEmpty()) {
            children = new TreeMap<>();
        }
        children.put(name, child);
    }

    /** What is at a path; null if nothing is said of it. */
    @Nullable
    FileTree find(String path) {
        FileTree at = this;
        for (String part : path.split("/", -1)) {
            at = part.isEmpty() ? at : at.children.get(part);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /** What it is where all layers are known: a directory too that is there for what is in it. */
    @Nullable
    FileState present() {
        if (state != null) {
            return state;
        }
        for (FileTree child : children.values()) {
            if (child.present() != null) {
                return IMPLICIT;
            }
        }
        return null;
    }

    /** What a layer alone says of it; null if nothing. */
    @Nullable
    FileState ownState() {
        if (state != null) {
            return state;
        }
        if (removed) {
            return new FileState(Kind.WHITEOUT, 0, 0, 0, 0, null, "", 0, 0, Collections.emptySortedMap(), 0, 0);
        }
        return opaque ? IMPLICIT : null;
    }

    /** One tree over another. Links to files of the lower one become those. */
    static FileTree over(FileTree lower, FileTree upper) {
        return over(lower, upper, lower);
    }

    private static FileTree over(@Nullable FileTree under, FileTree upper, FileTree top) {
        FileTree lower = under == null ? new FileTree() : under;
        FileTree both = new FileTree();
        both.removed = upper.removed || lower.removed;
        both.opaque = upper.hidesBelow() || lower.hidesBelow();
        both.state = upper.isDecided() ? linked(upper.state, top) : lower.state;
        SortedMap<String, FileTree> below = upper.hidesBelow() ? NONE : lower.children;
        if (upper.children.isEmpty()) {
            both.children = below;
            return both;
        }
        SortedMap<String, FileTree> merged = new TreeMap<>(below);
        for (Map.Entry<String, FileTree> child : upper.children.entrySet()) {
            merged.put(child.getKey(), over(below.get(child.getKey()), child.getValue(), top));
        }
        both.children = merged;
        return both;
    }

    private static @Nullable FileState linked(@Nullable FileState file, FileTree top) {
        if (file == null || file.kind() != Kind.HARD_LINK) {
            return file;
        }
        FileTree target = top.find(file.linkTarget());
        return target == null || target.state == null ? file : target.state;
    }

    /** Whether two trees over the same lower layers can be told apart only with these. */
    static boolean needLower(FileTree one, FileTree other) {
        return needLower(one, other, false);
    }

    private static boolean needLower(@Nullable FileTree one, @Nullable FileTree other, boolean hidden) {
        if (one == other) {
            return false;
        }
        if (isLink(one) || isLink(other)) {
            return true;
        }
        boolean oneDecides = one != null && one.isDecided();
        boolean otherDecides = other != null && other.isDecided();
        boolean oneHides = one != null && one.hidesBelow();
        boolean otherHides = other != null && other.hidesBelow();
        if (!hidden && (oneDecides != otherDecides || oneHides != otherHides)) {
            return true;
        }
        boolean hiddenBelow = hidden || oneHides;
        SortedMap<String, FileTree> left = one == null ? NONE : one.children;
        SortedMap<String, FileTree> right = other == null ? NONE : other.children;
        for (Map.Entry<String, FileTree> child : left.entrySet()) {
            if (needLower(child.getValue(), right.get(child.getKey()), hiddenBelow)) {
                return true;
            }
        }
        for (Map.Entry<String, FileTree> child : right.entrySet()) {
            if (!left.containsKey(child.getKey()) && needLower(null, child.getValue(), hiddenBelow)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLink(@Nullable FileTree tree) {
        return tree != null && tree.state != null && tree.state.kind() == Kind.HARD_LINK;
    }
}
