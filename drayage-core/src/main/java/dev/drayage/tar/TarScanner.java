package dev.drayage.tar;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import dev.drayage.volume.VolumeIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the headers of a tar in a blob, skipping the content: USTAR, PAX, GNU and old tars. What it does not
 * understand, or what is damaged, is refused with its offset; nothing is guessed.
 */
public final class TarScanner {
    /** Headers of small entries lie close together, so more than one comes with each read. */
    private static final int WINDOW_BYTES = 64 << 10;

    /** How far behind the end mark is looked for a second archive; tars are padded to 10 KiB at most. */
    private static final int TRAILER_BYTES = 1 << 20;

    private final Blob tar;
    private final String location;
    private final TarLimits limits;
    private final ByteBuffer window;
    private long windowOffset;
    private long position;
    private int entries;
    private TarEntry last = new TarEntry("", TarEntry.Type.FILE, "", 0, 0, 0);
    private @Nullable TarBlock lastHeader;
    private ExtendedHeaders lastExtended = new ExtendedHeaders();

    /** Begins with the first entry. */
    public TarScanner(Blob tar, String location, TarLimits limits) {
        this(tar, location, limits, 0, WINDOW_BYTES);
    }

    /** Begins where a header is, and reads so many bytes at once. */
    public TarScanner(Blob tar, String location, TarLimits limits, long offset, int windowBytes) {
        this.tar = tar;
        this.location = location;
        this.limits = limits;
        this.window = ByteBuffer.allocate(windowBytes).limit(0);
        this.position = offset;
    }

    /** The next entry; empty at the end of the archive. */
    public Optional<TarEntry> next() throws IOException {
        long start = position;
        ExtendedHeaders extended = new ExtendedHeaders();
        boolean any = false;
        while (true) {
            long headerOffset = position;
            Optional<TarBlock> header = header();
            char type = header.map(TarBlock::type).orElse('\0');
            if (any && (header.isEmpty() || (type == 'g' && !extended.isEmpty()))) {
                throw damaged(headerOffset, "an extended header is followed by no entry");
            }
            if (header.isEmpty()) {
                return Optional.empty();
            }
            any = true;
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

    /**
     * What else the header of the entry that was given last says of it.
     *
     * @throws IllegalStateException if none was given
     */
    public EntryAttributes attributes() throws IOException {
        if (lastHeader == null) {
            throw new IllegalStateException("no entry was read");
        }
        try {
            return lastExtended.attributes(lastHeader);
        } catch (TarFieldException e) {
            throw damaged(last.offset(), e.getMessage());
        }
    }

    private Optional<TarBlock> header() throws IOException {
        if (endsAt(position)) {
            requireWithin(last.offset(), "entry " + Quotes.printable(last.path()), last.size(), lastEnd());
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
            block.requireWellFormed();
        } catch (TarFieldException e) {
            throw damaged(position, e.getMessage());
        }
        position += TarHeader.BLOCK;
        return Optional.of(block);
    }

    private long lastEnd() {
        return last.dataOffset() + last.size();
    }

    /** A stream knows its end when it has come there. */
    private boolean endsAt(long offset) throws IOException {
        return tar instanceof StreamedTar stream ? stream.endsAt(offset) : offset >= tar.size();
    }

    private void requireNothingBehind() throws IOException {
        endsAt(position + 2 * TarHeader.BLOCK); // a stream tells its size only if it ends before
        long rest = tar.size() - position - TarHeader.BLOCK;
        if (rest > 0) {
            requireWithin(position, "the end mark", 2 * TarHeader.BLOCK, position + 2 * TarHeader.BLOCK);
        }
        long end = position + TRAILER_BYTES;
        for (long at = position; at < end && !endsAt(at); at += TarHeader.BLOCK) {
            endsAt(at + TarHeader.BLOCK);
            int count = (int) Math.min(TarHeader.BLOCK, Math.min(tar.size(), end) - at);
            byte[] block = read(at, count, "the end mark");
            if (VolumeIndex.begins(block)) {
                break; // the volumes that the archive was cut into have been joined
            }
            if (!new TarBlock(block).isZero()) {
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
        requireEnded(position + size, TarHeader.padding(size));
        position = Math.min(position + size + TarHeader.padding(size), tar.size());
        return data;
    }

    /** Python reads an extended header by whole blocks, so what is not zero behind its size would be part of it there. */
    private void requireEnded(long end, int padding) throws IOException, TarFieldException {
        if (padding > 0 && end < tar.size() && read(end, 1, "padding")[0] != 0) {
            throw new TarFieldException("an extended header goes on behind its size");
        }
    }

    private TarEntry entry(TarBlock block, ExtendedHeaders extended, long start) throws IOException, TarFieldException {
        String name = extended.path(block);
        TarEntry.Type type = extended.isSparse() ? TarEntry.Type.SPARSE : type(block, name);
        long size = extended.size(block);
        requireSameForAll(block, extended, type, name, size);
        if (block.type() == 'S') {
            skipSparseMap(block);
        }
        String path = EntryNames.clean(name);
        String link = type == TarEntry.Type.HARD_LINK || type == TarEntry.Type.SYMBOLIC_LINK
                ? EntryNames.bounded(extended.linkTarget(block))
                : "";
        requireWithin(start, "entry " + Quotes.printable(path), size, position + size);
        TarEntry entry = new TarEntry(path, type, link, start, position, size);
        // The padding may be lacking; in a stream that has not ended there is room for any size.
        position = entry.end() < 0 ? tar.size() : Math.min(entry.end(), tar.size());
        last = entry;
        lastHeader = block;
        lastExtended = extended;
        return entry;
    }

    /** Old GNU sparse files have their map in the header, and where it is too long, in blocks behind it. */
    private void skipSparseMap(TarBlock header) throws IOException {
        for (boolean more = header.hasMoreSparseMap(); more; position += TarHeader.BLOCK) {
            more = TarBlock.sparseMapGoesOn(read(position, TarHeader.BLOCK, "the map of a sparse file"));
        }
    }

    private static TarEntry.Type type(TarBlock block, String name) {
        return switch (block.type()) {
            case '0' -> TarEntry.Type.FILE;
            // Before there was a type for directories they were files with a slash.
            case 0 -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARD_LINK;
            case '2' -> TarEntry.Type.SYMBOLIC_LINK;
            case '3', '4', '6' -> TarEntry.Type.SPECIAL;
            case '5' -> TarEntry.Type.DIRECTORY;
            case 'S' -> TarEntry.Type.SPARSE;
            default -> TarEntry.Type.UNKNOWN; // POSIX has them read as files, and not all do
        };
    }

    /** Refuses what some readers take for more entries, and others for content, or for another type. */
    private static void requireSameForAll(
            TarBlock block, ExtendedHeaders extended, TarEntry.Type type, String name, long size)
            throws TarFieldException {
        boolean slash = name.endsWith("/");
        if (block.type() == 'X') {
            throw new TarFieldException("type X is an extended header for some readers and a file for others");
        }
        boolean isOfNoType = block.type() == 0;
        if ((type == TarEntry.Type.FILE && (slash || (isOfNoType && block.hasTrailingSlash())))
                || (isOfNoType && slash && !block.hasTrailingSlash())) {
            throw new TarFieldException(
                    "its name ends in a slash, which makes it a directory for some readers and a file for others");
        }
        boolean bodiless = type == TarEntry.Type.DIRECTORY || (block.type() >= '1' && block.type() <= '6');
        if (bodiless && (size != 0 || block.size() != 0)) {
            throw new TarFieldException("it is " + type.words() + " of " + Math.max(size, block.size())
                    + " bytes, where there can be none");
        }
        if (type == TarEntry.Type.SPARSE
                && !(block.type() == 'S' ? isOldSparse(block, extended) : isPaxSparse(block, extended, slash))) {
            throw new TarFieldException("what it says of a sparse file can be understood in more than one way");
        }
    }

    private static boolean isOldSparse(TarBlock block, ExtendedHeaders extended) {
        return block.isGnu() && !extended.isSparse() && !extended.hasSize();
    }

    private static boolean isPaxSparse(TarBlock block, ExtendedHeaders extended, boolean slash) {
        boolean file = block.type() == '0' || (block.type() == 0 && !slash && !block.hasTrailingSlash());
        return file && extended.isSparseFormat() && !extended.hasSize();
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
            requireRead(tar.readAt(offset, ByteBuffer.wrap(bytes)), offset, what, count);
            return bytes;
        }
        if (offset < windowOffset || offset + count > windowOffset + window.limit()) {
            window.clear();
            tar.readAt(offset, window);
            window.flip();
            windowOffset = offset;
            requireRead(window.remaining(), offset, what, count);
        }
        window.get((int) (offset - windowOffset), bytes);
        return bytes;
    }

    private void requireRead(int read, long offset, String what, int count) throws ContentException {
        if (read < count) {
            requireWithin(offset, what, count, Long.MAX_VALUE);
        }
    }

    private ContentException damaged(long offset, @Nullable String problem) {
        return new ContentException(
                Kind.FAILED_PRECONDITION,
                location + ": the tar header at offset " + offset + " is damaged: " + problem
                        + "; is this a tar archive, and whole?");
    }
}
