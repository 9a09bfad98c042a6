package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Quotes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the headers of a tar in a blob, skipping the content: USTAR, PAX, GNU and old tars. What it does not
 * understand, or what is damaged, is refused with its offset; nothing is guessed.
 */
final class TarScanner {
    /** Headers of small entries lie close together, so more than one comes with each read. */
    private static final int WINDOW_BYTES = 64 << 10;

    /** How far behind the end mark is looked for a second archive; tars are padded to 10 KiB at most. */
    private static final int TRAILER_BYTES = 1 << 20;

    private final Blob tar;
    private final String location;
    private final ArchiveLimits limits;
    private final ByteBuffer window;
    private long windowOffset;
    private long position;
    private int entries;

    TarScanner(Blob tar, String location, ArchiveLimits limits) {
        this(tar, location, limits, 0, WINDOW_BYTES);
    }

    /** Begins where a header is, and reads so many bytes at once. */
    TarScanner(Blob tar, String location, ArchiveLimits limits, long offset, int windowBytes) {
        this.tar = tar;
        this.location = location;
        this.limits = limits;
        this.window = ByteBuffer.allocate(windowBytes).limit(0);
        this.position = offset;
    }

    /** The next entry; empty at the end of the archive. */
    Optional<TarEntry> next() throws IOException {
        long start = position;
        ExtendedHeaders extended = new ExtendedHeaders();
        while (true) {
            long headerOffset = position;
            Optional<TarBlock> header = header();
            char type = header.map(TarBlock::type).orElse('g');
            if (start != headerOffset && type == 'g') {
                throw damaged(headerOffset, "an extended header is followed by no entry");
            }
            if (header.isEmpty()) {
                return Optional.empty();
            }
            try {
                if (type == 'g') {
                    ExtendedHeaders.requireHarmless(data(header.get(), headerOffset));
                    start = position;
                } else if (ExtendedHeaders.isExtended(type)) {
                    extended.add(type, data(header.get(), headerOffset));
                } else {
                    return Optional.of(entry(header.get(), extended, start));
                }
            } catch (TarFieldException e) {
                throw damaged(headerOffset, e.getMessage());
            }
        }
    }

    private Optional<TarBlock> header() throws IOException {
        if (position == tar.size()) {
            return Optional.empty(); // without an end mark, as some tools leave it
        }
        TarBlock block = new TarBlock(read(position, TarHeader.BLOCK, "a header"));
        if (block.isZero()) {
            requireNothingBehind();
            return Optional.empty();
        }
        if (++entries > limits.maxEntries()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + " has more than " + limits.maxEntries()
                            + " entries, the limit; raise the limit if it is meant to be this large");
        }
        try {
            if (!block.isChecksumRight()) {
                throw damaged(position, "its checksum is wrong");
            }
        } catch (TarFieldException e) {
            throw damaged(position, e.getMessage());
        }
        position += TarHeader.BLOCK;
        return Optional.of(block);
    }

    private void requireNothingBehind() throws IOException {
        long end = Math.min(tar.size(), position + TRAILER_BYTES);
        for (long at = position; at < end; at += TarHeader.BLOCK) {
            int count = (int) Math.min(TarHeader.BLOCK, end - at);
            if (!new TarBlock(read(at, count, "the end mark")).isZero()) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        location + ": there is data at offset " + at + ", behind the end mark at " + position
                                + "; two archives may have been joined, read them one by one");
            }
        }
        position = tar.size();
    }

    private byte[] data(TarBlock block, long headerOffset) throws IOException, TarFieldException {
        long size = block.size();
        if (size > limits.maxHeaderBytes()) {
            throw damaged(
                    headerOffset,
                    "an extended header of " + size + " bytes is over the limit of " + limits.maxHeaderBytes());
        }
        byte[] data = read(position, (int) size, "an extended header");
        position = Math.min(position + size + TarHeader.padding(size), tar.size());
        return data;
    }

    private TarEntry entry(TarBlock block, ExtendedHeaders extended, long start) throws IOException, TarFieldException {
        if (block.type() == 'S') {
            skipSparseMap(block);
        }
        String name = extended.path(block);
        TarEntry.Type type = extended.isSparse() ? TarEntry.Type.SPARSE : type(block.type(), name);
        String path = EntryNames.clean(name);
        String link = type == TarEntry.Type.HARD_LINK || type == TarEntry.Type.SYMBOLIC_LINK
                ? EntryNames.bounded(extended.linkTarget(block))
                : "";
        long size = hasContent(block) ? extended.size(block) : 0;
        requireWithin(start, "entry " + Quotes.printable(path), size, position + size);
        TarEntry entry = new TarEntry(path, type, link, start, position, size);
        position = Math.min(entry.end(), tar.size());
        return entry;
    }

    /** Old GNU sparse files have their map in the header, and where it is too long, in blocks behind it. */
    private void skipSparseMap(TarBlock header) throws IOException {
        for (boolean more = header.hasMoreSparseMap(); more; position += TarHeader.BLOCK) {
            more = TarBlock.sparseMapGoesOn(read(position, TarHeader.BLOCK, "the map of a sparse file"));
        }
    }

    private static TarEntry.Type type(char flag, String name) {
        return switch (flag) {
            case '1' -> TarEntry.Type.HARD_LINK;
            case '2' -> TarEntry.Type.SYMBOLIC_LINK;
            case '3', '4', '6' -> TarEntry.Type.SPECIAL;
            case '5' -> TarEntry.Type.DIRECTORY;
            case 'S' -> TarEntry.Type.SPARSE;
            // Before there was a type for directories they were files with a slash.
            case 0 -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
            default -> TarEntry.Type.FILE; // POSIX: a type nobody knows is read as a file
        };
    }

    /** Links, devices and directories have no content whatever their size says. */
    private static boolean hasContent(TarBlock block) {
        return block.type() < '1' || block.type() > '6';
    }

    private void requireWithin(long offset, String what, long size, long end) throws ContentException {
        if (end < 0 || end > tar.size()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + " is cut short: " + what + " at offset " + offset + " has " + size
                            + " bytes, but the archive ends at " + tar.size() + "; fetch it again");
        }
    }

    private byte[] read(long offset, int count, String what) throws IOException {
        requireWithin(offset, what, count, offset + count);
        byte[] bytes = new byte[count];
        if (count > window.capacity()) {
            tar.readAt(offset, ByteBuffer.wrap(bytes));
            return bytes;
        }
        if (offset < windowOffset || offset + count > windowOffset + window.limit()) {
            window.clear();
            tar.readAt(offset, window);
            window.flip();
            windowOffset = offset;
        }
        window.get((int) (offset - windowOffset), bytes);
        return bytes;
    }

    private ContentException damaged(long offset, @Nullable String problem) {
        return new ContentException(
                Kind.FAILED_PRECONDITION,
                location + ": the tar header at offset " + offset + " is damaged: " + problem
                        + "; is this a tar archive, and whole?");
    }
}
