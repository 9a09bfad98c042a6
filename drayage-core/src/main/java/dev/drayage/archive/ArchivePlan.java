package dev.drayage.archive;

import dev.drayage.bundle.BundleBlobs;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.tar.TarHeader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every entry of an archive at its place. Entries are in bytewise order of their names, which are all ASCII; the order
 * of {@link String} is the same there.
 *
 * @param entries all entries, in order
 * @param generated the content of entries that are no blobs, by path
 * @param images the images as readers of the archive find them, in order
 * @param size bytes of the whole archive, end mark included
 * @param bundle what it needs and where that is; null if it lacks nothing
 */
record ArchivePlan(
        List<ImageArchive.Entry> entries,
        Map<String, byte[]> generated,
        List<NamedImage> images,
        long size,
        List<String> warnings,
        @Nullable BundleBlobs bundle) {
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
                List.copyOf(warnings),
                null);
    }

    /** The same as a bundle. */
    ArchivePlan with(@Nullable BundleBlobs list) {
        return new ArchivePlan(entries, generated, images, size, warnings, list);
    }

    /** The entry that {@code position} lies in, or the number of entries for the end mark. */
    int indexOf(long position) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).end() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** All that decides where a byte of the archive lies, and what the generated ones are: 64 hex digits. */
    String fingerprint() {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        for (ImageArchive.Entry entry : entries) {
            hash.update(entry.header());
            hash.update((entry.path() + " " + entry.offset() + " " + entry.dataOffset() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        for (Map.Entry<String, byte[]> file : new TreeMap<>(generated).entrySet()) {
            hash.update(file.getValue());
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private static int fileMode(String path, boolean isBlob) {
        return isBlob || path.equals(LayoutMarker.FILE) ? BLOB_MODE : DOCUMENT_MODE;
    }
}
