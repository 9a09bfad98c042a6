package dev.drayage.cli;

import dev.drayage.cli.JsonTree.Unset;
import dev.drayage.oci.GoJsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
            return (value, out) -> out.append(shown(find(value, first)));
        }
        if (count < 2 || !FIELDS.matcher(words.get(1)).matches()) {
            throw notUnderstood(text);
        }
        String field = words.get(1);
        switch (first + " " + count) {
            case "json 2":
                return (value, out) -> out.append(json(find(value, field)));
            case "len 2":
                return (value, out) -> out.append(size(find(value, field), field));
            case "println 2":
                return (value, out) -> out.append(shown(find(value, field))).append('\n');
            case "join 3":
                String separator = unquoted(words.get(2), text);
                return (value, out) -> out.append(list(find(value, field), field).stream()
                        .map(FormatTemplate::shown)
                        .collect(Collectors.joining(separator)));
            case "index 3":
                String key = words.get(2).matches("[0-9]{1,9}") ? words.get(2) : unquoted(words.get(2), text);
                return (value, out) -> out.append(shown(element(find(value, field), key, field)));
            case "range 2", "if 2":
                return branches(first.equals("range"), field);
            default:
                throw notUnderstood(text);
        }
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
            Object found = find(value, field);
            if (isEmpty(found)) {
                empty.forEach(part -> part.print(value, out));
            } else if (repeats) {
                list(found, field).forEach(each -> then.forEach(part -> part.print(each, out)));
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

    private static Object find(Object value, String path) {
        Object at = value;
        for (String name : path.substring(1).split("\\.")) {
            if (!name.isEmpty()) {
                at = field(at, name, path);
            }
        }
        return at;
    }

    private static Object field(Object at, String name, String path) {
        Object manifest = onlyManifest(lookUp(at, "manifests").orElse(at));
        Object config = lookUp(manifest, "config").orElse(manifest);
        Optional<Object> unset = Optional.empty();
        for (Object within : List.of(at, manifest, config)) {
            Optional<Object> found = lookUp(within, name);
            if (found.isPresent() && found.get() != Unset.UNSET) {
                return found.get();
            }
            unset = found.isPresent() ? found : unset;
        }
        return unset.orElseThrow(() -> new IllegalArgumentException("there is no " + path + "; " + fields(at)));
    }

    /** The one for a machine; what is attested of it is listed beside it, for none. */
    private static Object onlyManifest(Object manifests) {
        if (!(manifests instanceof List<?> list)) {
            return manifests;
        }
        List<?> machines = list.stream()
                .filter(each ->
                        !String.valueOf(lookUp(each, "platform").orElse("")).startsWith("unknown"))
                .toList();
        return machines.size() == 1 ? machines.get(0) : "";
    }

    private static Optional<Object> lookUp(@Nullable Object within, String name) {
        return within instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .filter(entry -> String.valueOf(entry.getKey()).equalsIgnoreCase(name))
                        .findFirst()
                        .map(Map.Entry::getValue)
                : Optional.empty();
    }

    private static String fields(Object at) {
        boolean isForSeveral = lookUp(at, "manifests").orElse("") instanceof List<?> list && list.size() > 1;
        String hint = isForSeveral ? "; --platform chooses the one manifest whose fields are there too" : "";
        return at instanceof Map<?, ?> map
                ? "there are "
                        + map.keySet().stream()
                                .map(key -> capitalized(String.valueOf(key)))
                                .collect(Collectors.joining(", "))
                        + hint
                : "it is no object";
    }

    private static String capitalized(String key) {
        return key.isEmpty() ? key : "." + key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
    }

    private static Object element(Object value, String key, String field) {
        if (value instanceof Map<?, ?> map) {
            // As Go has it for a map of strings.
            return map.containsKey(key) ? String.valueOf(map.get(key)) : "";
        }
        List<?> list = list(value, field);
        if (!key.matches("[0-9]{1,9}") || Integer.parseInt(key) >= list.size()) {
            throw new IllegalArgumentException(field + " has " + list.size() + " elements, and no " + key);
        }
        return list.get(Integer.parseInt(key));
    }

    private static List<?> list(Object value, String field) {
        if (value instanceof Map<?, ?> map) {
            return List.copyOf(map.values());
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(field + " is no list");
    }

    private static int size(Object value, String field) {
        return value instanceof String text ? text.length() : list(value, field).size();
    }

    private static boolean isEmpty(Object value) {
        return value.equals("")
                || value == Unset.UNSET
                || value.equals(0L)
                || value.equals(false)
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    /** As Go prints it. */
    private static String shown(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + ":" + shown(entry.getValue()))
                    .collect(Collectors.joining(" ", "map[", "]"));
        }
        return value instanceof List<?> list
                ? list.stream().map(FormatTemplate::shown).collect(Collectors.joining(" ", "[", "]"))
                : String.valueOf(value);
    }

    private static String json(Object value) {
        GoJsonWriter json = new GoJsonWriter();
        JsonTree.write(json, value);
        return new String(json.toBytes(), StandardCharsets.UTF_8);
    }
}
