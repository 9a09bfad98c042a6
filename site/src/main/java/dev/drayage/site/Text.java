package dev.drayage.site;

/** Text as HTML has it. */
final class Text {
    private Text() {}

    /** Escapes for elements and for attributes in double quotes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A string of JavaScript; no {@code </script>} can come of it. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '<', '\u2028', '\u2029' -> quoted.append(String.format("\\u%04x", (int) c));
                default -> {
                    if (c < ' ') {
                        quoted.append(' ');
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
