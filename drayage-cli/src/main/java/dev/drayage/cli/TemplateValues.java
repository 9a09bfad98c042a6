package dev.drayage.cli;

import dev.drayage.cli.JsonTree.Unset;
import dev.drayage.json.GoJsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values that a {@link FormatTemplate} prints: found by the names of their fields, and written as Go writes them. */
final class TemplateValues {
    private TemplateValues() {}

    static Object find(Object value, String path) {
        Object at = value;
        for (String name : path.substring(1).split("\\.", -1)) {
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
        List<Object> places = List.of(at, manifest, config);
        for (Object within : places) {
            Optional<Object> found = lookUp(within, name);
            if (found.isPresent() && found.get() != Unset.UNSET) {
                return found.get();
            }
            unset = found.isPresent() ? found : unset;
        }
        return unset.orElseThrow(() -> new IllegalArgumentException("there is no " + path + "; " + fields(places)));
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

    private static String fields(List<Object> places) {
        Object at = places.get(0);
        boolean isForSeveral = !(places.get(1) instanceof Map<?, ?>)
                && lookUp(at, "manifests").orElse("") instanceof List<?> list
                && list.size() > 1;
        String hint = isForSeveral ? "; --platform chooses the one manifest whose fields are there too" : "";
        return at instanceof Map<?, ?>
                ? "there are "
                        + places.stream()
                                .flatMap(each -> each instanceof Map<?, ?> map ? map.keySet().stream() : Stream.empty())
                                .distinct()
                                .map(key -> capitalized(String.valueOf(key)))
                                .collect(Collectors.joining(", "))
                        + hint
                : "it is no object";
    }

    private static String capitalized(String key) {
        return key.isEmpty() ? key : "." + key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
    }

    static Object element(Object value, String key, String field) {
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

    static List<?> list(Object value, String field) {
        if (value instanceof Map<?, ?> map) {
            return List.copyOf(map.values());
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(field + " is no list");
    }

    static int size(Object value, String field) {
        return value instanceof String text ? text.length() : list(value, field).size();
    }

    static boolean isEmpty(Object value) {
        return value.equals("")
                || value == Unset.UNSET
                || value.equals(0L)
                || value.equals(false)
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    /** As Go prints it. */
    static String shown(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + ":" + shown(entry.getValue()))
                    .collect(Collectors.joining(" ", "map[", "]"));
        }
        return value instanceof List<?> list
                ? list.stream().map(TemplateValues::shown).collect(Collectors.joining(" ", "[", "]"))
                : String.valueOf(value);
    }

    static String json(Object value) {
        GoJsonWriter json = new GoJsonWriter();
        JsonTree.write(json, value);
        return new String(json.toBytes(), StandardCharsets.UTF_8);
    }
}
