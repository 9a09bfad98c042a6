package dev.drayage.storage.collect;

/**
 * A pattern of names: {@code *} stands for any characters, a slash too, and {@code ?} for one.
 *
 * @param text as it is written
 */
public record TagPattern(String text) {

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public TagPattern {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a pattern must not be empty; * is any name");
        }
    }

    /** Goes back to the last star alone, so that the time is bounded by the product of the two lengths. */
    boolean matches(String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int retry = 0;
        while (in < name.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                retry = in;
            } else if (at < text.length() && (text.charAt(at) == '?' || text.charAt(at) == name.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++retry;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == '*') {
            at++;
        }
        return at == text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
