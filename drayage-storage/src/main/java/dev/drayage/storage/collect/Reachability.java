package dev.drayage.storage.collect;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds what is kept by what, level by level: each level is one merge with all edges. */
final class Reachability {
    private final Path directory;
    private final int maxLevels;

    Reachability(Path directory, int maxLevels) {
        this.directory = directory;
        this.maxLevels = maxLevels;
    }

    /**
     * The roots, and all that they keep.
     *
     * @param all what to take for the roots if that is nested too deep to be followed: so more is kept
     */
    SortedRecords from(SortedRecords roots, SortedRecords all, List<SortedRecords> edges) throws IOException {
        SortedRecords kept = union(List.of(roots));
        SortedRecords frontier = union(List.of(roots));
        for (int level = 0; frontier.count() > 0; level++) {
            if (level == maxLevels) {
                kept = replace(kept, union(List.of(kept, all)));
                frontier = replace(frontier, union(List.of(kept)));
            } else if (level > maxLevels + 2) {
                throw new IllegalStateException("what all manifests keep was not found within one level more");
            }
            SortedRecords next = follow(frontier, edges);
            frontier = replace(frontier, without(next, kept));
            next.close();
            kept = replace(kept, union(List.of(kept, frontier)));
        }
        frontier.close();
        return kept;
    }

    private static SortedRecords replace(Closeable old, SortedRecords by) throws IOException {
        old.close();
        return by;
    }

    private SortedRecords follow(SortedRecords frontier, List<SortedRecords> edges) throws IOException {
        try (RecordSorter next = new RecordSorter(directory, Sha256.LENGTH)) {
            for (SortedRecords part : edges) {
                RecordCursor from = frontier.cursor();
                RecordCursor edge = part.cursor();
                while (from.isValid() && edge.isValid()) {
                    int order = from.compareTo(edge, Sha256.LENGTH);
                    if (order == 0) {
                        next.add(edge.copy(Sha256.LENGTH, Sha256.LENGTH));
                    }
                    if (order < 0) {
                        from.next();
                    } else {
                        edge.next();
                    }
                }
            }
            return next.finish();
        }
    }

    /** Digests that are in any of these. */
    SortedRecords union(List<SortedRecords> parts) throws IOException {
        List<RecordCursor> heads = new ArrayList<>();
        for (SortedRecords part : parts) {
            heads.add(part.cursor());
        }
        try (RecordOutput out = new RecordOutput(directory, Sha256.LENGTH)) {
            while (true) {
                RecordCursor first = null;
                for (RecordCursor head : heads) {
                    if (head.isValid() && (first == null || head.compareTo(first, Sha256.LENGTH) < 0)) {
                        first = head;
                    }
                }
                if (first == null) {
                    return out.finish();
                }
                out.add(first.bytes(), first.offset());
                first.next();
            }
        }
    }

    /** Digests of the first that are not in the second. */
    SortedRecords without(SortedRecords one, SortedRecords other) throws IOException {
        try (RecordOutput out = new RecordOutput(directory, Sha256.LENGTH)) {
            RecordCursor excluded = other.cursor();
            for (RecordCursor each = one.cursor(); each.isValid(); each.next()) {
                if (!excluded.seek(each.copy(0, Sha256.LENGTH))) {
                    out.add(each.bytes(), each.offset());
                }
            }
            return out.finish();
        }
    }
}
