package dev.drayage.containerd.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a meta page says. There are two, written in turn, so that one of them is whole whenever writing is cut off.
 *
 * @param order the byte order of the machine that wrote the database; bbolt writes its own
 * @param pageSize bytes in a page, a power of two
 * @param root the page that the outermost bucket begins at
 * @param highWater how many pages there have ever been; every page number is below it
 * @param transaction counts the transactions; the greater one is newer
 */
record MetaPage(ByteOrder order, int pageSize, long root, long highWater, long transaction) {
    /** The header and what follows it. */
    static final int BYTES = 80;

    static final int MIN_PAGE_BYTES = 1 << 10;
    static final int MAX_PAGE_BYTES = 1 << 24;

    private static final int MAGIC = 0xED0CDAED;
    private static final int VERSION = 2;
    private static final int META = 0x04;

    private static final int FLAGS_AT = 8;
    private static final int MAGIC_AT = 16;
    private static final int VERSION_AT = 20;
    private static final int PAGE_SIZE_AT = 24;
    private static final int ROOT_AT = 32;
    private static final int HIGH_WATER_AT = 56;
    private static final int TRANSACTION_AT = 64;
    private static final int CHECKSUM_AT = 72;

    /** Why some bytes are no meta page. */
    static final class InvalidMetaException extends Exception {
        private static final long serialVersionUID = 1L;

        private InvalidMetaException(String problem) {
            super(problem);
        }
    }

    /** Reads the first {@link #BYTES} bytes of a page. */
    static MetaPage parse(ByteBuffer page) throws InvalidMetaException {
        if (page.remaining() < BYTES) {
            throw new InvalidMetaException("only " + page.remaining() + " bytes");
        }
        ByteBuffer bytes = page.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(MAGIC_AT) == Integer.reverseBytes(MAGIC)) {
            bytes.order(ByteOrder.BIG_ENDIAN);
        }
        if (bytes.getInt(MAGIC_AT) != MAGIC) {
            throw new InvalidMetaException("no magic number of bbolt");
        }
        if (bytes.getInt(VERSION_AT) != VERSION) {
            throw new InvalidMetaException("format " + Integer.toUnsignedString(bytes.getInt(VERSION_AT))
                    + ", of which only " + VERSION + " is read");
        }
        long checksum = Fnv1a.hash(bytes.slice(MAGIC_AT, CHECKSUM_AT - MAGIC_AT));
        if (bytes.getLong(CHECKSUM_AT) != checksum) {
            throw new InvalidMetaException("its checksum is wrong");
        }
        int flags = Short.toUnsignedInt(bytes.getShort(FLAGS_AT));
        if (flags != META) {
            throw new InvalidMetaException("it is of type " + flags + ", not a meta page");
        }
        int pageSize = bytes.getInt(PAGE_SIZE_AT);
        if (Integer.bitCount(pageSize) != 1 || pageSize < MIN_PAGE_BYTES || pageSize > MAX_PAGE_BYTES) {
            throw new InvalidMetaException("a page size of " + Integer.toUnsignedString(pageSize) + " bytes");
        }
        return new MetaPage(
                bytes.order(),
                pageSize,
                bytes.getLong(ROOT_AT),
                bytes.getLong(HIGH_WATER_AT),
                bytes.getLong(TRANSACTION_AT));
    }
}
