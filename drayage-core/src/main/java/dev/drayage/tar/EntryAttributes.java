package dev.drayage.tar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a header says of an entry besides its name, size and kind.
 *
 * @param type the letter of its type, as tar has it: {@code 3} a character device, {@code 4} a block device, {@code 6} a FIFO
 * @param mode permissions, set-user-id, set-group-id and sticky bit
 * @param uid the number of its owner
 * @param gid the number of its group
 * @param mtimeSeconds when it was last modified, in seconds since 1970
 * @param mtimeNanos nanoseconds beyond that, 0 to 999 999 999
 * @param deviceMajor of a device, else 0
 * @param deviceMinor of a device, else 0
 * @param xattrs extended attributes by name, each byte of a value a character
 */
public record EntryAttributes(
        char type,
        int mode,
        long uid,
        long gid,
        long mtimeSeconds,
        int mtimeNanos,
        long deviceMajor,
        long deviceMinor,
        SortedMap<String, String> xattrs) {
    private static final int MODE_BITS = 07777;
    private static final int NANO_DIGITS = 9;
    private static final String XATTR = "SCHILY.xattr.";

    /** Of a header and the records before it, which take precedence. */
    static EntryAttributes of(TarBlock block, Map<String, String> records) throws TarFieldException {
        BigDecimal time = records.getOrDefault("mtime", "").isEmpty()
                ? BigDecimal.valueOf(block.modified())
                : new BigDecimal(records.get("mtime"));
        BigDecimal seconds = time.setScale(0, RoundingMode.FLOOR);
        boolean isDevice = block.type() == '3' || block.type() == '4';
        return new EntryAttributes(
                block.type(),
                (int) (block.mode() & MODE_BITS),
                number(records.getOrDefault("uid", ""), block.uid()),
                number(records.getOrDefault("gid", ""), block.gid()),
                seconds.longValue(),
                time.subtract(seconds).movePointRight(NANO_DIGITS).intValue(),
                isDevice ? block.deviceMajor() : 0,
                isDevice ? block.deviceMinor() : 0,
                xattrs(records));
    }

    private static long number(String record, long otherwise) {
        return record.isEmpty() ? otherwise : Long.parseLong(record);
    }

    private static SortedMap<String, String> xattrs(Map<String, String> records) {
        SortedMap<String, String> xattrs = new TreeMap<>();
        records.forEach((key, value) -> {
            if (key.startsWith(XATTR)) {
                xattrs.put(key.substring(XATTR.length()), value);
            }
        });
        return xattrs.isEmpty() ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(xattrs);
    }
}
