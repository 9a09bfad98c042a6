package dev.drayage.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A template as users of docker and skopeo type it: the part of Go's {@code text/template} that prints fields, lists and
 * JSON. Of an image with one manifest, the fields of that and of its config can be named without saying where they are.
 * Upper and lower case of fields do not matter, so that {@code .Config.Env} is what {@code --json} prints as
 * {@code config.env}.
 */
final class FormatTemplate {
    private static final Pattern ACTION = Pattern.compile("\\{\\{(- )?\\s*(.*?)\\s*( -)?}}", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|[^\\s\"`]+");
    private static final Pattern FIELDS = Pattern.compile("\\.|(?:\\.[A-Za-z0-9_]+)+");
    private static final String HAS = "{{.Field}}, {{json .Field}}, {{len .Field}}, {{join .Field \",\"}},"
            + " {{index .Field \"key\"}}, {{if .Field}}, {{range .Field}}, {{else}} and {{end}}";

    /** Something that prints a part. */
    private interface Part {
        void print(Object value, StringBuilder out);
    }

    private record Token(String text, boolean isAction) {}

    private final List<Token> tokens;
    private final List<Part> parts;
    private int next;

    private FormatTemplate(List<Token> tokens) {
        this.tokens = tokens;
        this.parts = block(false);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it has something that is not understood; the message quotes it
     */
    static FormatTemplate parse(String text) {
        String source = text.replace("\\n", "\n").replace("\\t", "\t");
        List<Token> tokens = new ArrayList<>();
        Matcher action = ACTION.matcher(source);
        int at = 0;
        boolean trims = false;
        while (action.find()) {
            String before = source.substring(at, action.start());
            before = trims ? before.stripLeading() : before;
            tokens.add(new Token(action.group(1) == null ? before : before.stripTrailing(), false));
            tokens.add(new Token(action.group(2), true));
            trims = action.group(3) != null;
            at = action.end();
        }
        String rest = source.substring(at);
        tokens.add(new Token(trims ? rest.stripLeading() : rest, false));
        if (rest.contains("{{")) {
            throw new IllegalArgumentException("'" + text + "' has a {{ without }}");
        }
        return new FormatTemplate(tokens);
    }

    /**
     * What it prints of a value.
     *
     * @throws IllegalArgumentException if it names a field that there is not; the message lists those there are
     */
    String format(Object value) {
        StringBuilder out = new StringBuilder();
        parts.forEach(part -> part.print(value, out));
        return out.toString();
    }

    /** Up to the end, or to {@code {{else}}} or {@code {{end}}} within another. */
    private List<Part> block(boolean isWithin) {
        List<Part> block = new ArrayList<>();
        while (next < tokens.size()) {
            Token token = tokens.get(next);
            if (!token.isAction()) {
                block.add((value, out) -> out.append(token.text()));
            } else if (token.text().equals("end") || token.text().equals("else")) {
                if (!isWithin) {
                    throw new IllegalArgumentException("{{" + token.text() + "}} ends nothing");
                }
                return block;
            } else {
                block.add(action(words(token.text()), token.text()));
            }
            next++;
        }
        if (isWithin) {
            throw new IllegalArgumentException("{{end}} is missing");
        }
        return block;
    }

    private static List<String> words(String text) {
        return WORD.matcher(text).results().map(match -> match.group()).toList();
    }

    private Part action(List<String> words, String text) {
        int count = words.size();
        String first = count == 0 ? "" : words.get(0);
        if (count == 1 && FIELDS.matcher(first).matches()) {
            return (value, out) -> out.append(TemplateValues.shown(TemplateValues.find(value, first)));
        }
        if (count < 2 || !FIELDS.matcher(words.get(1)).matches()) {
            throw notUnderstood(text);
        }
        String field = words.get(1);
        return switch (first + " " + count) {
            case "json 2" -> (value, out) -> out.append(TemplateValues.json(TemplateValues.find(value, field)));
            case "len 2" -> (value, out) -> out.append(TemplateValues.size(TemplateValues.find(value, field), field));
            case "println 2" -> line(field);
            case "join 3" -> joined(field, unquoted(words.get(2), text));
            case "index 3" ->
                element(field, words.get(2).matches("[0-9]{1,9}") ? words.get(2) : unquoted(words.get(2), text));
            case "range 2", "if 2" -> branches(first.equals("range"), field);
            default -> throw notUnderstood(text);
        };
    }

    private static Part line(String field) {
        return (value, out) -> out.append(TemplateValues.shown(TemplateValues.find(value, field)))
                .append(System.lineSeparator());
    }

    private static Part joined(String field, String separator) {
        return (value, out) -> out.append(TemplateValues.list(TemplateValues.find(value, field), field).stream()
                .map(TemplateValues::shown)
                .collect(Collectors.joining(separator)));
    }

    private static Part element(String field, String key) {
        return (value, out) ->
                out.append(TemplateValues.shown(TemplateValues.element(TemplateValues.find(value, field), key, field)));
    }

    private Part branches(boolean repeats, String field) {
        next++;
        List<Part> then = block(true);
        List<Part> otherwise = List.of();
        if (tokens.get(next).text().equals("else")) {
            next++;
            otherwise = block(true);
            if (!tokens.get(next).text().equals("end")) {
                throw new IllegalArgumentException("{{else}} comes twice");
            }
        }
        List<Part> empty = otherwise;
        return (value, out) -> {
            Object found = TemplateValues.find(value, field);
            if (TemplateValues.isEmpty(found)) {
                empty.forEach(part -> part.print(value, out));
            } else if (repeats) {
                TemplateValues.list(found, field).forEach(each -> then.forEach(part -> part.print(each, out)));
            } else {
                then.forEach(part -> part.print(value, out));
            }
        };
    }

    private static IllegalArgumentException notUnderstood(String text) {
        return new IllegalArgumentException("{{" + text + "}} is not understood; there are " + HAS);
    }

    private static String unquoted(String word, String text) {
        if (word.length() < 2 || (word.charAt(0) != '"' && word.charAt(0) != '`')) {
            throw notUnderstood(text);
        }
        String inner = word.substring(1, word.length() - 1);
        return word.charAt(0) == '`' ? inner : inner.replaceAll("\\\\(.)", "$1");
    }
}
