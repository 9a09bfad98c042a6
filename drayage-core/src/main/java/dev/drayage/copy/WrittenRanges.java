package dev.drayage.copy;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which ranges of a blob are written but have not passed in order: about as many as there are pieces ahead. */
final class WrittenRanges {
    /** Ends by their starts. */
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    void add(long offset, long count) {
        Map.Entry<Long, Long> before = ends.lowerEntry(offset);
        boolean goesOn = before != null && before.getValue() == offset;
        ends.put(goesOn ? before.getKey() : offset, offset + count);
    }

    /** The end of what is written without a gap from {@code position} on, all before which is forgotten. */
    long endFrom(long position) {
        long end = position;
        for (Map.Entry<Long, Long> first = ends.firstEntry();
                first != null && first.getKey() <= end;
                first = ends.firstEntry()) {
            end = Math.max(end, first.getValue());
            ends.remove(first.getKey());
        }
        if (end > position) {
            ends.put(position, end);
        }
        return end;
    }
}
