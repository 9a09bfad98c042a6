package dev.drayage.tar;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the entries of a tar by name. Directories are left out: nothing is ever unpacked into one. All headers have been
 * looked at, but only where they are is kept; finding an entry reads none of them again. Thread-safe.
 */
public final class TarIndex {
    private static final int COMPARE_BYTES = 64 << 10;
    /** What the names and targets of symbolic links may take, all together. */
    private static final int MAX_LINK_CHARS = 4 << 20;

    private final Blob tar;
    private final String location;
    private final TarLimits limits;
    private final EntryTable table = new EntryTable();
    private final Map<String, String> symbolicLinks = new HashMap<>();
    private int linkChars;

    private TarIndex(Blob tar, String location, TarLimits limits) {
        this.tar = tar;
        this.location = location;
        this.limits = limits;
    }

    /** Takes an entry. */
    @FunctionalInterface
    public interface Visitor {
        void visit(TarEntry entry) throws IOException;
    }

    /** Reads the headers of all entries; fails if the tar is compressed, damaged or over the limits. */
    public static TarIndex read(Blob tar, String location, TarLimits limits) throws IOException {
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
        index.requireNothingBehindLinks();
        return index;
    }

    private void add(TarEntry found) throws IOException {
        int file = found.type() == TarEntry.Type.HARD_LINK ? linked(found) : -1;
        TarEntry entry = file < 0 ? found : shared(found, table.entry(file, found.path()));
        // The first one stays, so that what follows is held against it and nothing is read more than twice.
        Optional<TarEntry> earlier = find(found.path());
        if (earlier.isPresent()) {
            requireSame(earlier.get(), entry);
            return;
        }
        try {
            if (file >= 0) {
                table.addLink(found, file);
            } else {
                table.add(found);
            }
        } catch (TarFieldException e) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + ": entry " + Quotes.quote(found.path()) + " at offset " + found.offset()
                            + " cannot be indexed: " + e.getMessage(),
                    e);
        }
        if (found.type() == TarEntry.Type.SYMBOLIC_LINK) {
            keep(found);
        }
    }

    private void keep(TarEntry link) throws ContentException {
        linkChars += link.path().length() + link.linkTarget().length() + 32;
        if (linkChars > MAX_LINK_CHARS) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + " has symbolic links of more than " + MAX_LINK_CHARS + " characters, the limit");
        }
        symbolicLinks.put(link.path(), link.linkTarget());
    }

    /** The earlier file that a hard link is to, or -1: GNU tar stores files with several names so. */
    private int linked(TarEntry link) {
        try {
            String target = EntryNames.clean(link.linkTarget());
            int number = table.find(target);
            return number >= 0 && table.entry(number, target).type() == TarEntry.Type.FILE ? number : -1;
        } catch (TarFieldException e) {
            return -1; // refused as a link when somebody asks for it
        }
    }

    private static TarEntry shared(TarEntry link, TarEntry file) {
        return new TarEntry(link.path(), TarEntry.Type.FILE, "", link.offset(), file.dataOffset(), file.size());
    }

    /** The first entry of this name. A hard link to what is no earlier file comes without its target. */
    public Optional<TarEntry> find(String name) {
        int number = table.find(name);
        if (number < 0) {
            return Optional.empty();
        }
        TarEntry entry = table.entry(number, name);
        String target = symbolicLinks.get(name);
        return Optional.of(
                target == null
                        ? entry
                        : new TarEntry(name, entry.type(), target, entry.offset(), entry.dataOffset(), entry.size()));
    }

    /** Shows the first entry of each name, in the order in which they are there. */
    public void walk(Visitor visitor) throws IOException {
        for (int number = 0; number < table.size(); number++) {
            long offset = table.offset(number);
            TarEntry entry = new TarScanner(tar, location, limits, offset, TarHeader.BLOCK)
                    .next()
                    .flatMap(found -> find(found.path()))
                    .filter(found -> found.offset() == offset)
                    .orElseThrow(() -> new ContentException(
                            Kind.FAILED_PRECONDITION,
                            location + " was changed while it was read: the entry at offset " + offset + " is gone"));
            visitor.visit(entry);
        }
    }

    /**
     * Whoever unpacks an archive writes an entry behind a symbolic link over what that leads to, and whoever reads it
     * in place does not.
     */
    private void requireNothingBehindLinks() throws IOException {
        if (symbolicLinks.isEmpty()) {
            return;
        }
        walk(entry -> {
            String path = entry.path();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                String link = path.substring(0, slash);
                if (symbolicLinks.containsKey(link)) {
                    throw new ContentException(
                            Kind.FAILED_PRECONDITION,
                            location + ": entry " + Quotes.quote(path) + " lies behind the symbolic link "
                                    + Quotes.quote(link) + "; what it is depends on who reads it");
                }
            }
        });
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
