package dev.drayage.server.page;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes as text to be read, if they are text. */
final class ShownText {
    private static final int INDENT = 2;
    private static final int MAX_DEPTH = 64;

    private ShownText() {}

    /**
     * The text that bytes in UTF-8 are.
     *
     * @param whole whether nothing follows them; else the last character may lack its end
     * @return empty if they are something else
     */
    static Optional<String> of(byte[] bytes, boolean whole) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, whole);
        if (result.isError()) {
            return Optional.empty();
        }
        String read = text.flip().toString();
        return read.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(read);
    }

    /** JSON with a line for each value; what is none, or is nested too deep for lines, as it is. */
    static String json(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() * 2);
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> {
                    int end = endOfString(text, i);
                    if (end < 0) {
                        return text;
                    }
                    out.append(text, i, end + 1);
                    i = end;
                }
                case '{', '[' -> {
                    out.append(c);
                    int next = nextOf(text, i + 1);
                    if (next < text.length() && text.charAt(next) == (c == '{' ? '}' : ']')) {
                        out.append(text.charAt(next));
                        i = next;
                    } else if (++depth > MAX_DEPTH) {
                        return text;
                    } else {
                        newLine(out, depth);
                    }
                }
                case '}', ']' -> {
                    if (--depth < 0) {
                        return text;
                    }
                    newLine(out, depth);
                    out.append(c);
                }
                case ',' -> {
                    out.append(c);
                    newLine(out, depth);
                }
                case ':' -> out.append(": ");
                case ' ', '\t', '\n', '\r' -> {
                    // Only what is laid out here separates.
                }
                default -> out.append(c);
            }
        }
        return depth == 0 ? out.toString() : text;
    }

    private static int endOfString(String text, int start) {
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }

    private static int nextOf(String text, int from) {
        int at = from;
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static void newLine(StringBuilder out, int depth) {
        out.append('\n').append(" ".repeat(INDENT * depth));
    }
}
