package dev.drayage.archive;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Quotes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the entries of a tar by name. Directories are left out: nothing is ever unpacked into one. */
final class TarIndex {
    private static final int COMPARE_BYTES = 64 << 10;

    private TarIndex() {}

    static Map<String, TarEntry> read(Blob tar, String location, ArchiveLimits limits) throws IOException {
        requireUncompressed(tar, location);
        TarScanner scanner = new TarScanner(tar, location, limits);
        Map<String, TarEntry> entries = new HashMap<>();
        boolean any = false;
        for (Optional<TarEntry> next = scanner.next(); next.isPresent(); next = scanner.next()) {
            any = true;
            TarEntry entry = resolve(next.get(), entries);
            if (entry.type() == TarEntry.Type.DIRECTORY) {
                continue;
            }
            // The first one stays, so that what follows is held against it and nothing is read more than twice.
            TarEntry earlier = entries.putIfAbsent(entry.path(), entry);
            if (earlier != null && !isSame(tar, earlier, entry)) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        location + ": entry " + Quotes.quote(entry.path())
                                + " is there twice with different content, at offsets " + earlier.offset() + " and "
                                + entry.offset() + "; which one is meant cannot be known");
            }
        }
        if (!any) {
            throw new ContentException(Kind.FAILED_PRECONDITION, location + " is empty: a tar without any entry");
        }
        return entries;
    }

    /** A hard link to an earlier file is that file under another name, as GNU tar stores files with several names. */
    private static TarEntry resolve(TarEntry entry, Map<String, TarEntry> earlier) {
        if (entry.type() != TarEntry.Type.HARD_LINK) {
            return entry;
        }
        String name;
        try {
            name = EntryNames.clean(entry.linkTarget());
        } catch (TarFieldException e) {
            return entry; // refused as a link when somebody asks for it
        }
        TarEntry file = earlier.get(name);
        return file == null || file.type() != TarEntry.Type.FILE
                ? entry
                : new TarEntry(entry.path(), TarEntry.Type.FILE, "", entry.offset(), file.dataOffset(), file.size());
    }

    private static boolean isSame(Blob tar, TarEntry a, TarEntry b) throws IOException {
        if (a.type() != b.type() || a.size() != b.size() || !a.linkTarget().equals(b.linkTarget())) {
            return false;
        }
        if (a.dataOffset() == b.dataOffset()) {
            return true;
        }
        if (isHardLink(b)) {
            return false; // links cost an attacker nothing, reading what they point at costs us
        }
        ByteBuffer left = ByteBuffer.allocate((int) Math.min(COMPARE_BYTES, a.size()));
        ByteBuffer right = ByteBuffer.allocate(left.capacity());
        for (long at = 0; at < a.size(); at += left.capacity()) {
            int count = (int) Math.min(left.capacity(), a.size() - at);
            tar.readAt(a.dataOffset() + at, left.clear().limit(count));
            tar.readAt(b.dataOffset() + at, right.clear().limit(count));
            if (!left.flip().equals(right.flip())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHardLink(TarEntry entry) {
        return entry.dataOffset() < entry.offset();
    }

    /** Compressed archives have no offsets to read at, and are told from damaged ones by their first bytes. */
    private static void requireUncompressed(Blob tar, String location) throws IOException {
        Compression compression = Compression.of(tar);
        if (compression != Compression.NONE) {
            String tool = compression.words();
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    location + " is compressed with " + tool + "; decompress it first: " + tool
                            + " -dc FILE > FILE.tar");
        }
    }
}
