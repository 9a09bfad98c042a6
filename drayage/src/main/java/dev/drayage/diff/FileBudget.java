package dev.drayage.diff;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;

/** What the files of layers may take in memory, all together. */
final class FileBudget {
    /** What a file takes besides its name: measured, with its place in two trees. */
    private static final int FILE_BYTES = 600;

    private final long limit;
    private long files;
    private long used;

    FileBudget(long limit) {
        this.limit = limit;
    }

    /** One more name. */
    void take(String name, String location) throws ContentException {
        files++;
        take(FILE_BYTES + 2L * name.length(), location);
    }

    /** More of a file. */
    void take(long bytes, String location) throws ContentException {
        used += bytes;
        if (used > limit) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "the layers that differ hold more files than can be compared in " + (limit >> 20)
                            + " MiB of memory: " + files + " of them up to " + location
                            + "; let it have more, as with DRAY_JAVA_OPTS=-Xmx4g");
        }
    }
}
