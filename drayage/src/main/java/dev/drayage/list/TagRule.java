package dev.drayage.list;

import dev.drayage.json.Quotes;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which tags of a repository are wanted. */
@FunctionalInterface
public interface TagRule {

    /**
     * Whether a tag is wanted.
     *
     * @throws IllegalArgumentException if that takes too long to find out
     */
    boolean accepts(String tag);

    /** All of them. */
    static TagRule all() {
        return tag -> true;
    }

    /**
     * Those in which an expression is found anywhere, as skopeo has it.
     *
     * @throws IllegalArgumentException if it is none
     */
    static TagRule expression(String text) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    Quotes.quote(text) + " is no regular expression: " + e.getDescription(), e);
        }
        return tag -> pattern.matcher(new CountedText(tag, text)).find();
    }

    /** A text that can be looked at only so often: an expression may try the same again and again. */
    final class CountedText implements CharSequence {
        private static final int MOST_LOOKS = 1_000_000;

        private final CharSequence text;
        private final String expression;
        private int looks;

        private CountedText(CharSequence text, String expression) {
            this.text = text;
            this.expression = expression;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) {
                throw new IllegalArgumentException("the expression " + Quotes.quote(expression)
                        + " takes too long to try on a tag; write it without repetitions of repetitions");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
