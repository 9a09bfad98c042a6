package dev.drayage.server.page;

import dev.drayage.document.Limits;

/**
 * How much one request for a page may cost, whatever it asks for.
 *
 * @param rows repositories, tags or files on one page, 1 or more
 * @param scanned names looked through for one that fits a filter, 1 or more
 * @param documents manifests and configs read for one page, 1 or more; what is known from earlier pages is free
 * @param documentLimits how large each of them may be
 * @param unpackedBytes bytes that a layer may unpack to so that its files are shown, 1 or more
 * @param entries entries of a layer that are listed, 1 or more
 * @param listingBytes memory for one list of files, 1 or more
 * @param cachedBytes memory for the lists of layers that were looked at last, 0 or more
 * @param scans layers that are unpacked at the same time, 1 or more; other requests wait for their turn
 * @param shownBytes bytes of a file that are shown, 1 or more; the whole is for download
 * @param zstdWindow the largest window of a layer in zstd, in bytes, 1 KiB to 2 GiB
 */
public record PageOptions(
        int rows,
        int scanned,
        int documents,
        Limits documentLimits,
        long unpackedBytes,
        int entries,
        long listingBytes,
        long cachedBytes,
        int scans,
        int shownBytes,
        long zstdWindow) {
    private static final PageOptions DEFAULTS = new PageOptions(
            100,
            20_000,
            400,
            new Limits(4 << 20, 64, 200_000, 8, 2_000),
            4L << 30,
            200_000,
            24L << 20,
            32L << 20,
            2,
            256 << 10,
            64L << 20);

    /** Checks the numbers. */
    public PageOptions {
        if (rows < 1 || scanned < 1 || documents < 1 || entries < 1 || scans < 1 || shownBytes < 1) {
            throw new IllegalArgumentException("what a page may cost must be 1 or more, found " + rows + " rows, "
                    + scanned + " names, " + documents + " documents, " + entries + " entries, " + scans
                    + " scans and " + shownBytes + " bytes of a file");
        }
        if (unpackedBytes < 1 || listingBytes < 1 || cachedBytes < 0) {
            throw new IllegalArgumentException("what a page may cost must be 1 or more, found " + unpackedBytes
                    + " bytes unpacked, " + listingBytes + " for a list and " + cachedBytes + " for all");
        }
    }

    /** 100 rows, 400 documents, layers of up to 4 GiB and 200 000 entries, two at a time, and 56 MiB of memory. */
    public static PageOptions defaults() {
        return DEFAULTS;
    }

    /** The same with another number of rows. */
    public PageOptions withRows(int other) {
        return new PageOptions(
                other,
                scanned,
                documents,
                documentLimits,
                unpackedBytes,
                entries,
                listingBytes,
                cachedBytes,
                scans,
                shownBytes,
                zstdWindow);
    }

    /** The same with other limits for the files of a layer: bytes unpacked, entries, and bytes of a file shown. */
    public PageOptions withLayerLimits(long otherUnpackedBytes, int otherEntries, int otherShownBytes) {
        return new PageOptions(
                rows,
                scanned,
                documents,
                documentLimits,
                otherUnpackedBytes,
                otherEntries,
                listingBytes,
                cachedBytes,
                scans,
                otherShownBytes,
                zstdWindow);
    }
}
