package dev.drayage.filter;

import dev.drayage.json.Quotes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads one filter, left to right. */
final class FilterParser {
    private final String text;
    private int at;

    FilterParser(String text) {
        this.text = text;
    }

    /** The conditions; none if the text is empty. */
    List<Filter.Condition> parse() {
        List<Filter.Condition> conditions = new ArrayList<>();
        if (text.isEmpty()) {
            return conditions;
        }
        while (true) {
            conditions.add(condition());
            if (isAtEnd()) {
                return List.copyOf(conditions);
            }
            if (!takes(",")) {
                throw problem("expected a comma or the end");
            }
        }
    }

    private Filter.Condition condition() {
        List<String> path = path();
        if (takes("==")) {
            return Filter.equal(path, value(false));
        }
        if (takes("!=")) {
            return Filter.different(path, value(false));
        }
        if (takes("~=")) {
            return Filter.matching(path, expression());
        }
        if (isAtEnd() || text.charAt(at) == ',') {
            return Filter.present(path);
        }
        throw problem("expected ==, != or ~= after the field");
    }

    private List<String> path() {
        List<String> path = new ArrayList<>();
        do {
            path.add(field());
        } while (takes("."));
        return List.copyOf(path);
    }

    private String field() {
        if (isAtEnd()) {
            throw problem("expected a field");
        }
        if (isQuote(text.charAt(at), false)) {
            return quoted();
        }
        int start = at;
        while (!isAtEnd() && isFieldCharacter(text.charAt(at), at > start)) {
            at++;
        }
        if (at == start) {
            throw problem("expected a field, which begins with a letter or is quoted");
        }
        return text.substring(start, at);
    }

    private static boolean isFieldCharacter(char c, boolean within) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (within && (c == '_' || (c >= '0' && c <= '9')));
    }

    private Pattern expression() {
        int start = at;
        String expression = value(true);
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            at = start;
            throw problem("the regular expression is wrong: " + e.getDescription());
        }
    }

    private String value(boolean isExpression) {
        if (!isAtEnd() && isQuote(text.charAt(at), isExpression)) {
            return quoted();
        }
        int start = at;
        while (!isAtEnd() && text.charAt(at) != ',' && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw problem("expected a value; quote one that is empty or has spaces");
        }
        return text.substring(start, at);
    }

    private static boolean isQuote(char c, boolean ofExpression) {
        return c == '"' || c == '\'' || (ofExpression && (c == '/' || c == '|'));
    }

    private String quoted() {
        int start = at;
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (!isAtEnd()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return value.toString();
            }
            if (c != '\\') {
                value.append(c);
            } else if (quote == '/' || quote == '|') {
                // Backslashes are the expression's own, but for the one that guards the quote.
                if (isAtEnd() || text.charAt(at) != quote) {
                    value.append(c);
                } else {
                    value.append(text.charAt(at++));
                }
            } else {
                value.appendCodePoint(escaped());
            }
        }
        at = start;
        throw problem("the quote is not closed");
    }

    private int escaped() {
        if (isAtEnd()) {
            throw problem("expected a character after the backslash");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'a' -> 7;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 11;
            case 'x' -> number(2, 16);
            case 'u' -> number(4, 16);
            case 'U' -> number(8, 16);
            case '\\', '"', '\'' -> c;
            default -> {
                if (c < '0' || c > '7') {
                    at--;
                    throw problem("unknown escape");
                }
                at--;
                yield number(3, 8);
            }
        };
    }

    private int number(int digits, int radix) {
        int end = Math.min(at + digits, text.length());
        try {
            int codePoint = Integer.parseInt(text.substring(at, end), radix);
            if (end - at == digits && Character.isValidCodePoint(codePoint)) {
                at = end;
                return codePoint;
            }
        } catch (NumberFormatException e) {
            // The same as too few digits.
        }
        throw problem("expected " + digits + " digits of a character's number");
    }

    private boolean isAtEnd() {
        return at >= text.length();
    }

    private boolean takes(String token) {
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    private IllegalArgumentException problem(String what) {
        return new IllegalArgumentException(
                Quotes.quote(text) + " is not a filter: " + what + " at character " + (at + 1));
    }
}
