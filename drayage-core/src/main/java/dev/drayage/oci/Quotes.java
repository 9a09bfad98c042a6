package dev.drayage.oci;

/** How text from outside is shown in messages: quoted, control characters escaped, and cut. */
public final class Quotes {
    private static final int MAX_CHARS = 80;

    private Quotes() {}

    /** The text in double quotes; safe to print to a terminal and at most some 90 characters unless it needs escapes. */
    public static String quote(String text) {
        return '"' + escape(text) + '"';
    }

    /** The text without line breaks or control characters, cut after 80 characters. */
    public static String escape(String text) {
        int end = Math.min(text.length(), MAX_CHARS);
        StringBuilder out = new StringBuilder(end + 8);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (isPrintable(c)) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return end < text.length() ? out.append("...").toString() : out.toString();
    }

    /** Format characters can turn a line of text around on a terminal, and half a surrogate pair is no text. */
    private static boolean isPrintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
