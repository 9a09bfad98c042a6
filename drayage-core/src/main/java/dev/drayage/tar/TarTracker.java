package dev.drayage.tar;

import java.util.Optional;

/**
 * Goes along with a tar that streams past, to tell where the content of its plain files lies. What it is not sure of it
 * leaves to whoever indexes the tar afterwards: from the first extended or damaged header on it finds nothing more. For one
 * thread.
 */
public final class TarTracker {
    /** How long a header is, in bytes. */
    public static final int HEADER_BYTES = TarHeader.BLOCK;

    private static final String WITHOUT_CONTENT = "123456";

    private long next;
    private boolean lost;

    /** Where the next header begins; {@link Long#MAX_VALUE} if that is not known any more. */
    public long nextHeader() {
        return lost ? Long.MAX_VALUE : next;
    }

    /**
     * Takes the header that begins at {@link #nextHeader()}.
     *
     * @return the entry, if it is a plain file
     */
    public Optional<TarEntry> header(byte[] header) {
        long offset = next;
        lost = true;
        TarBlock block = new TarBlock(header);
        try {
            if (block.isZero() || !block.isChecksumRight()) {
                return Optional.empty();
            }
            long size = block.size();
            char type = block.type();
            boolean isFile = type == '0' || type == 0;
            boolean isKnown = isFile || (size == 0 && WITHOUT_CONTENT.indexOf(type) >= 0);
            if (size < 0 || !isKnown) {
                return Optional.empty();
            }
            long data = offset + HEADER_BYTES;
            next = Math.addExact(data, size + TarHeader.padding(size));
            lost = false;
            String path = EntryNames.clean(block.path());
            return isFile
                    ? Optional.of(new TarEntry(path, TarEntry.Type.FILE, "", offset, data, size))
                    : Optional.empty();
        } catch (TarFieldException | ArithmeticException e) {
            lost = true;
            return Optional.empty();
        }
    }
}
