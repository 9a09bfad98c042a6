package dev.drayage.archive;

import dev.drayage.image.NamedImage;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.oci.Descriptor;
import dev.drayage.tar.TarHeader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every entry of an archive at its place. Entries are in bytewise order of their names, which are all ASCII; the order
 * of {@link String} is the same there.
 *
 * @param entries all entries, in order
 * @param generated the content of entries that are no blobs, by path
 * @param images the images as readers of the archive find them, in order
 * @param size bytes of the whole archive, end mark included
 */
record ArchivePlan(
        List<ImageArchive.Entry> entries,
        Map<String, byte[]> generated,
        List<NamedImage> images,
        long size,
        List<String> warnings) {
    /** Two blocks of zeros, and no more. */
    static final int END_MARK_BYTES = 2 * TarHeader.BLOCK;

    private static final int DIRECTORY_MODE = 0755;
    private static final int BLOB_MODE = 0444;
    private static final int DOCUMENT_MODE = 0644;

    static ArchivePlan of(
            Map<String, Descriptor> blobs,
            Map<String, byte[]> generated,
            List<NamedImage> images,
            List<String> warnings) {
        Set<String> paths = new TreeSet<>(generated.keySet());
        Set<String> directories = new HashSet<>();
        for (String path : blobs.keySet()) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                directories.add(path.substring(0, slash + 1));
            }
        }
        paths.addAll(directories);
        paths.addAll(blobs.keySet());

        List<ImageArchive.Entry> entries = new ArrayList<>(paths.size());
        long offset = 0;
        for (String path : paths) {
            Descriptor descriptor = blobs.get(path);
            byte[] bytes = generated.get(path);
            long size = descriptor != null ? descriptor.size() : bytes != null ? bytes.length : 0;
            ImageArchive.Entry entry = new ImageArchive.Entry(
                    path,
                    directories.contains(path) ? DIRECTORY_MODE : fileMode(path, descriptor != null),
                    size,
                    offset,
                    offset + TarHeader.length(path, size),
                    descriptor);
            entries.add(entry);
            offset = entry.end();
        }
        return new ArchivePlan(
                List.copyOf(entries),
                Map.copyOf(generated),
                List.copyOf(images),
                offset + END_MARK_BYTES,
                List.copyOf(warnings));
    }

    private static int fileMode(String path, boolean isBlob) {
        return isBlob || path.equals(LayoutMarker.FILE) ? BLOB_MODE : DOCUMENT_MODE;
    }
}
