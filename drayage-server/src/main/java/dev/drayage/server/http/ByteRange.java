package dev.drayage.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of bytes that a request asks for, as it lies in what there is (RFC 9110, section 14).
 *
 * @param offset where it begins
 * @param length how many bytes, 1 or more; 0 only for the end of what is empty
 */
record ByteRange(long offset, long length) {
    private static final String UNIT = "bytes=";

    /** Digits of a number that cannot overflow; longer ones are beyond the end of anything. */
    private static final int SAFE_DIGITS = 18;

    private static final long BEYOND_EVERYTHING = Long.MAX_VALUE;

    /**
     * The ranges of a header that lie in {@code size} bytes at least in part, cut to those, in the order of the header.
     *
     * @return an empty list if no range lies there; empty if the header is to be ignored, for it has another unit or
     *     cannot be understood
     */
    static Optional<List<ByteRange>> parse(String header, long size) {
        if (!header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return Optional.empty();
        }
        List<ByteRange> ranges = new ArrayList<>();
        boolean any = false;
        for (String part : header.substring(UNIT.length()).split(",", -1)) {
            String spec = strip(part);
            if (spec.isEmpty()) {
                // A list may have empty elements (section 5.6.1).
                continue;
            }
            int dash = spec.indexOf('-');
            if (dash < 0 || !isDigits(spec.substring(0, dash)) || !isDigits(spec.substring(dash + 1))) {
                return Optional.empty();
            }
            String first = spec.substring(0, dash);
            String last = spec.substring(dash + 1);
            if (first.isEmpty() && last.isEmpty()) {
                return Optional.empty();
            }
            any = true;
            if (!first.isEmpty() && !last.isEmpty() && isGreater(first, last)) {
                // May be ignored or rejected (section 14.2); the conformance tests of registries want it rejected.
                continue;
            }
            within(first, last, size).ifPresent(ranges::add);
        }
        return any ? Optional.of(ranges) : Optional.empty();
    }

    private static Optional<ByteRange> within(String first, String last, long size) {
        if (first.isEmpty()) {
            long suffix = Math.min(number(last), size);
            // The last bytes of nothing are nothing, and there (section 14.1.2); the last no bytes are not.
            return number(last) == 0 ? Optional.empty() : Optional.of(new ByteRange(size - suffix, suffix));
        }
        long offset = number(first);
        if (offset >= size) {
            return Optional.empty();
        }
        long end = last.isEmpty() ? size : Math.min(size - 1, number(last)) + 1;
        return Optional.of(new ByteRange(offset, end - offset));
    }

    private static boolean isGreater(String first, String last) {
        String one = withoutZeros(first);
        String other = withoutZeros(last);
        return one.length() != other.length() ? one.length() > other.length() : one.compareTo(other) > 0;
    }

    private static long number(String digits) {
        String significant = withoutZeros(digits);
        if (significant.isEmpty()) {
            return 0;
        }
        return significant.length() > SAFE_DIGITS ? BEYOND_EVERYTHING : Long.parseLong(significant);
    }

    private static String withoutZeros(String digits) {
        int zeros = 0;
        while (zeros < digits.length() && digits.charAt(zeros) == '0') {
            zeros++;
        }
        return digits.substring(zeros);
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** As Content-Range has it. */
    String contentRange(long size) {
        return "bytes " + offset + '-' + (offset + length - 1) + '/' + size;
    }
}
