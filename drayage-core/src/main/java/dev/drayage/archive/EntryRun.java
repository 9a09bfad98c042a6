package dev.drayage.archive;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries that lie side by side and are written together: many small ones, or a single large one.
 *
 * @param entries one or more, in order
 */
record EntryRun(List<ImageArchive.Entry> entries) {

    /** Parts an archive into runs of at most {@code maxBytes}, and entries that are larger by themselves. */
    static List<EntryRun> of(List<ImageArchive.Entry> entries, int maxBytes) {
        List<EntryRun> runs = new ArrayList<>();
        List<ImageArchive.Entry> current = new ArrayList<>();
        for (ImageArchive.Entry entry : entries) {
            if (!current.isEmpty() && entry.end() - current.get(0).offset() > maxBytes) {
                runs.add(new EntryRun(List.copyOf(current)));
                current.clear();
            }
            current.add(entry);
        }
        if (!current.isEmpty()) {
            runs.add(new EntryRun(List.copyOf(current)));
        }
        return runs;
    }

    long offset() {
        return entries.get(0).offset();
    }

    long size() {
        return entries.get(entries.size() - 1).end() - offset();
    }
}
