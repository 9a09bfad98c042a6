package dev.drayage.s3;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** The order of keys: that of their bytes in UTF-8, which is not the one of strings. */
final class KeyOrder {
    static final Comparator<String> OF_BYTES = KeyOrder::compare;

    private KeyOrder() {}

    private static int compare(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
