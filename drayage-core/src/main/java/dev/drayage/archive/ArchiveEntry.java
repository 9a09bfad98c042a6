package dev.drayage.archive;

import dev.drayage.oci.Descriptor;
import dev.drayage.tar.TarHeader;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an archive, at its place.
 *
 * @param path its name in the tar, a directory's ending in {@code /}
 * @param mode permission bits
 * @param size bytes of content, 0 or more
 * @param offset where its header begins, in bytes from the start of the archive
 * @param dataOffset where its content begins
 * @param descriptor what it holds, for a blob; null for directories and generated files
 */
public record ArchiveEntry(
        String path,
        int mode,
        long size,
        long offset,
        long dataOffset,
        @Nullable Descriptor descriptor) {

    /** True for a directory. */
    public boolean isDirectory() {
        return path.endsWith("/");
    }

    /** Where the next entry begins, or the end mark. */
    public long end() {
        return dataOffset + size + TarHeader.padding(size);
    }

    byte[] header() {
        return TarHeader.encode(path, isDirectory() ? '5' : '0', mode, size);
    }
}
