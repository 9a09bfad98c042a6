package dev.drayage.json;

import java.nio.charset.StandardCharsets;

/**
 * Writes compact JSON byte for byte as Go's {@code encoding/json} (1.22 and later) does: {@code <}, {@code >},
 * {@code &}, U+2028 and U+2029 are escaped, other text is UTF-8 as it is, and half a surrogate pair becomes
 * <code>&#92;ufffd</code>. The caller sees to it that names and values alternate. For one thread at a time.
 */
public final class GoJsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(256);
    private int depth;
    private boolean afterValue;

    /** A writer that has written nothing. */
    public GoJsonWriter() {
        // Nothing is needed but the fields' initial values.
    }

    /** Begins an object, as a value of what surrounds it. */
    public GoJsonWriter beginObject() {
        return begin('{');
    }

    /** Ends the object begun last. */
    public GoJsonWriter endObject() {
        return end('}');
    }

    /** Begins an array, as a value of what surrounds it. */
    public GoJsonWriter beginArray() {
        return begin('[');
    }

    /** Ends the array begun last. */
    public GoJsonWriter endArray() {
        return end(']');
    }

    /** The name of the value that comes next. */
    public GoJsonWriter name(String name) {
        separate();
        quote(name);
        out.append(':');
        afterValue = false;
        return this;
    }

    /** A string. */
    public GoJsonWriter value(String value) {
        separate();
        quote(value);
        return this;
    }

    /** A number. */
    public GoJsonWriter value(long value) {
        separate();
        out.append(value);
        return this;
    }

    /** True or false. */
    public GoJsonWriter value(boolean value) {
        separate();
        out.append(value);
        return this;
    }

    /** The value {@code null}, which is what Go writes for a nil slice. */
    public GoJsonWriter nullValue() {
        separate();
        out.append("null");
        return this;
    }

    /** A value that is JSON already, as {@link JsonReader#readLeaves} gives it. */
    public GoJsonWriter json(String value) {
        separate();
        out.append(value);
        return this;
    }

    /**
     * All that was written, in UTF-8.
     *
     * @throws IllegalStateException if an object or array was not ended
     */
    public byte[] toBytes() {
        if (depth != 0) {
            throw new IllegalStateException(depth + " objects or arrays are not ended");
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private GoJsonWriter begin(char bracket) {
        separate();
        out.append(bracket);
        depth++;
        afterValue = false;
        return this;
    }

    private GoJsonWriter end(char bracket) {
        out.append(bracket);
        depth--;
        afterValue = true;
        return this;
    }

    private void separate() {
        if (afterValue) {
            out.append(',');
        }
        afterValue = true;
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '<', '>', '&', '\u2028', '\u2029' -> escape(c);
                default -> {
                    if (c < ' ') {
                        escape(c);
                    } else if (!Character.isSurrogate(c)) {
                        out.append(c);
                    } else if (Surrogates.startsPair(text, i)) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        escape(Surrogates.REPLACEMENT);
                    }
                }
            }
        }
        out.append('"');
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 0xf));
        }
    }
}
