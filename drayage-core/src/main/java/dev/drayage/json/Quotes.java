package dev.drayage.json;

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
        String shown = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
        String escaped = printable(shown.replace("\\", "\\\\").replace("\"", "\\\""));
        return shown.length() < text.length() ? escaped + "..." : escaped;
    }

    /** The whole text, of which only line breaks and control characters are escaped. */
    public static String printable(String text) {
        if (text.chars().allMatch(c -> isPrintable((char) c))) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPrintable(c)) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
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
