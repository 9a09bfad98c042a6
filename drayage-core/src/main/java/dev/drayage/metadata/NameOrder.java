package dev.drayage.metadata;

import java.util.Comparator;

/** The order of names: that of their bytes in UTF-8, as databases and Go have it, which is that of their code points. */
final class NameOrder {
    static final Comparator<String> BY_CODE_POINT = NameOrder::compare;

    private NameOrder() {}

    private static int compare(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            char first = one.charAt(i);
            char second = other.charAt(i);
            if (first != second) {
                // Surrogates stand for what comes after all other characters, though their numbers do not.
                boolean differ = Character.isSurrogate(first) != Character.isSurrogate(second);
                return differ ? (Character.isSurrogate(first) ? 1 : -1) : Character.compare(first, second);
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
