package dev.drayage.server.page;

/**
 * Text from outside as it can be shown: what has no form of its own, or turns other text around, is named instead. Names of
 * files, tags and labels can hold anything.
 */
final class Visible {
    private Visible() {}

    /** The text with such characters as {@code ⟨U+202E⟩}; line breaks and tabs stay. */
    static String text(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (isVisible(c)) {
                if (out != null) {
                    out.appendCodePoint(c);
                }
            } else {
                if (out == null) {
                    out = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                boolean lineBreak = c == '\r' && next < text.length() && text.charAt(next) == '\n';
                if (!lineBreak) {
                    out.append(String.format("⟨U+%04X⟩", c));
                }
            }
            i = next;
        }
        return out == null ? text : out.toString();
    }

    /** The same, cut after so many characters. */
    static String cut(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text(text);
        }
        int end = Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
        return text(text.substring(0, end)) + "…";
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\t';
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            default -> c < 0xfdd0 || (c > 0xfdef && (c & 0xfffe) != 0xfffe);
        };
    }
}
