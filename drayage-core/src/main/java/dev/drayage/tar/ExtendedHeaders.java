package dev.drayage.tar;

import static dev.drayage.tar.PaxRecords.SPARSE;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the extended headers before an entry say of it: PAX records and GNU's long names. Where two of them disagree,
 * readers differ in which they believe, so that is refused.
 */
final class ExtendedHeaders {
    private static final Set<String> SPARSE_FORMATS = Set.of("0.0", "0.1", "1.0");

    private final Map<String, String> records = new HashMap<>();
    private final Set<Character> seen = new HashSet<>();
    private byte[] pax = {};

    /** Whether headers of this type say something of the entry that follows. */
    static boolean isExtended(char type) {
        return type == 'x' || type == 'L' || type == 'K';
    }

    boolean isEmpty() {
        return seen.isEmpty();
    }

    void add(char type, byte[] data) throws TarFieldException {
        if (!seen.add(type)) {
            throw new TarFieldException("a second extended header of type " + type + " before one entry");
        }
        switch (type) {
            case 'L' -> put("path", text(data));
            case 'K' -> put("linkpath", text(data));
            default -> {
                pax = data;
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

    /** An empty name is no name for some readers; others take that of the header. */
    private static String text(byte[] data) throws TarFieldException {
        int end = data.length;
        while (end > 0 && data[end - 1] == 0) {
            end--;
        }
        if (end == 0) {
            throw new TarFieldException("a long name is empty");
        }
        return new String(data, 0, end, StandardCharsets.UTF_8);
    }

    /** A sparse file's record is named after the process that packed it; its true name is in another record. */
    String path(TarBlock header) {
        String path = records.getOrDefault("path", header.path());
        return records.getOrDefault(SPARSE + "name", path);
    }

    String linkTarget(TarBlock header) {
        return records.getOrDefault("linkpath", header.linkTarget());
    }

    long size(TarBlock header) throws TarFieldException {
        String size = records.get("size");
        long own = header.size();
        return size == null ? own : PaxRecords.size(size);
    }

    /** What a header and the records before it say besides name, size and kind. */
    EntryAttributes attributes(TarBlock header) throws TarFieldException {
        return EntryAttributes.of(header, PaxRecords.all(pax));
    }

    boolean hasSize() {
        return records.containsKey("size");
    }

    /** Whether the records are of one of the three formats; beside others, some readers take the file for a whole one. */
    boolean isSparseFormat() {
        String version = records.getOrDefault(SPARSE + "major", "") + "." + records.getOrDefault(SPARSE + "minor", "");
        boolean named = !records.getOrDefault(SPARSE + "name", "-").isEmpty() && !seen.contains('L');
        boolean mapped = Stream.of("map", "offset", "numbytes")
                .anyMatch(key -> !records.getOrDefault(SPARSE + key, "").isEmpty());
        return named && (SPARSE_FORMATS.contains(version) || (version.equals(".") && mapped));
    }

    boolean isSparse() {
        return records.keySet().stream().anyMatch(key -> key.startsWith(SPARSE));
    }

    /** A global header may comment on the archive, but not rename, resize or fill in every entry after it. */
    static void requireHarmless(byte[] global) throws TarFieldException {
        for (String key : PaxRecords.parse(global).keySet()) {
            throw new TarFieldException("a global PAX header sets " + key + " for all entries");
        }
    }
}
