package dev.drayage.archive;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the extended headers before an entry say of it: PAX records and GNU's long names. Where two of them disagree,
 * readers differ in which they believe, so that is refused.
 */
final class ExtendedHeaders {
    private static final String SPARSE = "GNU.sparse.";

    private final Map<String, String> records = new HashMap<>();
    private final Set<Character> seen = new HashSet<>();

    /** Whether headers of this type say something of the entry that follows; {@code X} is what Solaris calls {@code x}. */
    static boolean isExtended(char type) {
        return type == 'x' || type == 'X' || type == 'L' || type == 'K';
    }

    void add(char type, byte[] data) throws TarFieldException {
        if (!seen.add(type)) {
            throw new TarFieldException("a second extended header of type " + type + " before one entry");
        }
        switch (type) {
            case 'L' -> put("path", text(data));
            case 'K' -> put("linkpath", text(data));
            default -> {
                for (Map.Entry<String, String> record : PaxRecords.parse(data).entrySet()) {
                    put(record.getKey(), record.getValue());
                }
            }
        }
    }

    private void put(String key, String value) throws TarFieldException {
        String other = records.putIfAbsent(key, value);
        if (other != null && !other.equals(value)) {
            throw new TarFieldException("its " + key + " is given twice, and not the same");
        }
    }

    private static String text(byte[] data) {
        int end = data.length;
        while (end > 0 && data[end - 1] == 0) {
            end--;
        }
        return new String(data, 0, end, StandardCharsets.UTF_8);
    }

    /** An empty value takes a record back: what the header itself says holds again. */
    private String value(String key, String otherwise) {
        String value = records.getOrDefault(key, "");
        return value.isEmpty() ? otherwise : value;
    }

    /** A sparse file's record is named after the process that packed it; its true name is in another record. */
    String path(TarBlock header) {
        return value(SPARSE + "name", value("path", header.path()));
    }

    String linkTarget(TarBlock header) {
        return value("linkpath", header.linkTarget());
    }

    long size(TarBlock header) throws TarFieldException {
        String size = value("size", "");
        return size.isEmpty() ? header.size() : PaxRecords.size(size);
    }

    boolean isSparse() {
        return records.keySet().stream().anyMatch(key -> key.startsWith(SPARSE));
    }

    /** A global header may comment on the archive, but not rename, resize or fill in every entry after it. */
    static void requireHarmless(byte[] global) throws TarFieldException {
        for (String key : PaxRecords.parse(global).keySet()) {
            if (key.equals("path") || key.equals("linkpath") || key.equals("size") || key.startsWith(SPARSE)) {
                throw new TarFieldException("a global PAX header sets " + key + " for all entries");
            }
        }
    }
}
