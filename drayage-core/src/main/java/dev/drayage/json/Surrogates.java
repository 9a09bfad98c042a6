package dev.drayage.json;

/** Java's strings can hold half a surrogate pair, and sort by halves; Go's can do neither, and Go wrote the format. */
public final class Surrogates {
    /** What Go reads an unpaired surrogate as. */
    static final char REPLACEMENT = '\ufffd';

    private Surrogates() {}

    /** Whether a whole pair begins at the index. */
    static boolean startsPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }

    /** The text with every unpaired surrogate replaced, as Go's JSON reader does. */
    static String replaceUnpaired(String text) {
        StringBuilder replaced = null;
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (startsPair(text, i)) {
                i++;
            } else {
                replaced = replaced == null ? new StringBuilder(text) : replaced;
                replaced.setCharAt(i, REPLACEMENT);
            }
        }
        return replaced == null ? text : replaced.toString();
    }

    /** The order of the texts' UTF-8 bytes, by which Go sorts the keys of a map. */
    public static int compareAsUtf8(String a, String b) {
        int end = Math.min(a.length(), b.length());
        for (int i = 0; i < end; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xIsPair = Character.isSurrogate(x);
                return xIsPair == Character.isSurrogate(y) ? Character.compare(x, y) : (xIsPair ? 1 : -1);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
