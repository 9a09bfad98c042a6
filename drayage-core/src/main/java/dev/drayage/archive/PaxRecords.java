package dev.drayage.archive;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Records of a PAX extended header: {@code length key=value\n}. */
final class PaxRecords {
    /** Records that name something: the entry, what it links to, or its owner. */
    private static final Set<String> NAMES = Set.of("path", "linkpath", "GNU.sparse.name", "uname", "gname");

    private PaxRecords() {}

    static Map<String, String> parse(byte[] data) throws TarFieldException {
        Map<String, String> records = new HashMap<>();
        int at = 0;
        while (at < data.length && data[at] != 0) {
            int space = indexOf(data, (byte) ' ', at, data.length);
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
            requireNoNul(key, value);
            records.put(key, value);
            at = end;
        }
        return records;
    }

    /** Names end at a NUL for some readers and not for others; extended attributes are bytes, and may hold any. */
    private static void requireNoNul(String key, String value) throws TarFieldException {
        if (key.indexOf(0) >= 0) {
            throw new TarFieldException("the key of a PAX record holds a NUL");
        }
        if (NAMES.contains(key) && value.indexOf(0) >= 0) {
            throw new TarFieldException("the PAX record " + key + " holds a NUL");
        }
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
