package dev.drayage.tar;

import dev.drayage.json.Quotes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Records of a PAX extended header: {@code length key=value\n}. Of all there are, those are kept that say which entry
 * it is and where it ends; the others only have to be such that every reader takes them.
 */
final class PaxRecords {
    static final String SPARSE = "GNU.sparse.";

    private static final Set<String> KEPT = Set.of("path", "linkpath", "size");
    /** Records that name something: the entry, what it links to, or its owner. */
    private static final Set<String> NAMES = Set.of("path", "linkpath", SPARSE + "name", "uname", "gname");
    /** What GNU tar writes of sparse files, in its three formats. */
    private static final Set<String> SPARSE_KEYS =
            Set.of("major", "minor", "name", "map", "size", "realsize", "numblocks", "offset", "numbytes");

    private static final Set<String> NUMBERS = Set.of("uid", "gid");
    private static final Set<String> TIMES = Set.of("atime", "ctime", "mtime");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern TIME = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]*)?");

    private PaxRecords() {}

    /** What is done with a record. */
    private interface Taker {
        /** One record, whose value goes from one byte to before another. */
        void take(String key, String value, int from, int to) throws TarFieldException;
    }

    static Map<String, String> parse(byte[] data) throws TarFieldException {
        Map<String, String> records = new HashMap<>();
        each(data, (key, value, from, to) -> {
            requireWellFormed(key, value);
            if (KEPT.contains(key) || key.startsWith(SPARSE)) {
                records.put(key, value);
            }
        });
        return records;
    }

    /** All records; each byte of a value is a character, for extended attributes hold any. */
    static Map<String, String> all(byte[] data) throws TarFieldException {
        Map<String, String> records = new HashMap<>();
        each(
                data,
                (key, value, from, to) ->
                        records.put(key, new String(data, from, to - from, StandardCharsets.ISO_8859_1)));
        return records;
    }

    private static void each(byte[] data, Taker taker) throws TarFieldException {
        int at = 0;
        while (at < data.length) {
            int space = indexOf(data, (byte) ' ', at, Math.min(data.length, at + 10));
            int length = length(data, at, space);
            int end = at + length;
            if (length <= 0 || end > data.length || end <= space || data[end - 1] != '\n') {
                throw new TarFieldException("a PAX record has a wrong length");
            }
            int equals = indexOf(data, (byte) '=', space + 1, end);
            if (equals < 0) {
                throw new TarFieldException("a PAX record has no value");
            }
            String key = new String(data, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            String value = new String(data, equals + 1, end - 1 - equals - 1, StandardCharsets.UTF_8);
            taker.take(key, value, equals + 1, end - 1);
            at = end;
        }
    }

    private static void requireWellFormed(String key, String value) throws TarFieldException {
        if (key.isEmpty() || key.indexOf(0) >= 0) {
            throw new TarFieldException("the key of a PAX record " + (key.isEmpty() ? "is empty" : "holds a NUL"));
        }
        // Names end at a NUL for some readers and not for others; extended attributes are bytes, and may hold any.
        if (NAMES.contains(key) && value.indexOf(0) >= 0) {
            throw new TarFieldException("the PAX record " + key + " holds a NUL");
        }
        // For some readers the header's own value holds then, for others none.
        if (KEPT.contains(key) && value.isEmpty()) {
            throw new TarFieldException("the PAX record " + key + " is empty");
        }
        if ((NUMBERS.contains(key) && !isEmptyOr(NUMBER, value)) || (TIMES.contains(key) && !isEmptyOr(TIME, value))) {
            throw new TarFieldException("the PAX record " + key + " is not a number");
        }
        if (key.startsWith(SPARSE) && !SPARSE_KEYS.contains(key.substring(SPARSE.length()))) {
            throw new TarFieldException("a PAX record " + Quotes.quote(key) + " of sparse files is not known");
        }
    }

    private static boolean isEmptyOr(Pattern pattern, String value) {
        return value.isEmpty() || pattern.matcher(value).matches();
    }

    private static int length(byte[] data, int at, int space) throws TarFieldException {
        if (space < 0 || space == at || space - at > 9) {
            throw new TarFieldException("a PAX record has no length");
        }
        int length = 0;
        for (int i = at; i < space; i++) {
            if (data[i] < '0' || data[i] > '9') {
                throw new TarFieldException("a PAX record has no length");
            }
            length = length * 10 + data[i] - '0';
        }
        return length;
    }

    private static int indexOf(byte[] data, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (data[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Reads a record that is a size. */
    static long size(String record) throws TarFieldException {
        if (record.isEmpty() || record.length() > 19 || !record.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new TarFieldException("its PAX size is not a number");
        }
        try {
            return Long.parseLong(record);
        } catch (NumberFormatException e) {
            throw new TarFieldException("its PAX size is larger than 2^63-1");
        }
    }
}
