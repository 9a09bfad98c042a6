package dev.drayage.archive;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Quotes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds the entries of a tar by name. Directories are left out: nothing is ever unpacked into one. All headers have been
 * looked at, but only where they are is kept; what one says is read again when it is asked for. Thread-safe.
 */
final class TarIndex {
    private static final int COMPARE_BYTES = 64 << 10;

    private final Blob tar;
    private final String location;
    private final ArchiveLimits limits;
    private final EntryTable table = new EntryTable();

    private TarIndex(Blob tar, String location, ArchiveLimits limits) {
        this.tar = tar;
        this.location = location;
        this.limits = limits;
    }

    /** Takes an entry. */
    @FunctionalInterface
    interface Visitor {
        void visit(TarEntry entry) throws IOException;
    }

    static TarIndex read(Blob tar, String location, ArchiveLimits limits) throws IOException {
        requireUncompressed(tar, location);
        TarIndex index = new TarIndex(tar, location, limits);
        TarScanner scanner = new TarScanner(tar, location, limits);
        boolean any = false;
        for (Optional<TarEntry> next = scanner.next(); next.isPresent(); next = scanner.next()) {
            any = true;
            if (next.get().type() != TarEntry.Type.DIRECTORY) {
                index.add(next.get());
            }
        }
        if (!any) {
            throw new ContentException(Kind.FAILED_PRECONDITION, location + " is empty: a tar without any entry");
        }
        return index;
    }

    /** An entry that is kept, with the content that it has, be it another's. */
    private record Kept(int number, TarEntry entry) {}

    private void add(TarEntry found) throws IOException {
        Optional<Kept> file = found.type() == TarEntry.Type.HARD_LINK ? linked(found) : Optional.empty();
        TarEntry entry = file.isPresent() ? shared(found, file.get().entry()) : found;
        // The first one stays, so that what follows is held against it and nothing is read more than twice.
        Optional<Kept> earlier = lookUp(found.path());
        if (earlier.isPresent()) {
            requireSame(earlier.get().entry(), entry);
            return;
        }
        int number = table.add(EntryTable.hash(found.path()), found.offset());
        if (file.isPresent()) {
            table.share(number, file.get().number());
        }
    }

    /** The earlier file that a hard link is to: GNU tar stores files with several names so. */
    private Optional<Kept> linked(TarEntry link) throws IOException {
        try {
            return lookUp(EntryNames.clean(link.linkTarget()))
                    .filter(kept -> kept.entry().type() == TarEntry.Type.FILE);
        } catch (TarFieldException e) {
            return Optional.empty(); // refused as a link when somebody asks for it
        }
    }

    private Optional<Kept> lookUp(String name) throws IOException {
        int[] candidates = table.candidates(EntryTable.hash(name));
        for (int number : candidates) {
            TarEntry entry = entry(number);
            if (entry.path().equals(name)) {
                return Optional.of(new Kept(number, resolved(number, entry)));
            }
        }
        return Optional.empty();
    }

    /** The entry as its own header has it. */
    private TarEntry entry(int number) throws IOException {
        return new TarScanner(tar, location, limits, table.offset(number), TarHeader.BLOCK)
                .next()
                .orElseThrow(() -> new ContentException(
                        Kind.FAILED_PRECONDITION,
                        location + " was changed while it was read: the entry at offset " + table.offset(number)
                                + " is gone"));
    }

    private TarEntry resolved(int number, TarEntry entry) throws IOException {
        int content = table.content(number);
        return content == number ? entry : shared(entry, entry(content));
    }

    private static TarEntry shared(TarEntry link, TarEntry file) {
        return new TarEntry(link.path(), TarEntry.Type.FILE, "", link.offset(), file.dataOffset(), file.size());
    }

    /** The first entry of this name. */
    Optional<TarEntry> find(String name) throws IOException {
        return lookUp(name).map(Kept::entry);
    }

    /** Shows the first entry of each name, in the order in which they are there. */
    void walk(Visitor visitor) throws IOException {
        for (int number = 0; number < table.size(); number++) {
            visitor.visit(resolved(number, entry(number)));
        }
    }

    private void requireSame(TarEntry a, TarEntry b) throws IOException {
        if (!isSame(a, b)) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + ": entry " + Quotes.quote(b.path())
                            + " is there twice with different content, at offsets " + a.offset() + " and " + b.offset()
                            + "; which one is meant cannot be known");
        }
    }

    private boolean isSame(TarEntry a, TarEntry b) throws IOException {
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
