package dev.drayage.registry.json;

import dev.drayage.json.GoJsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object whose keys keep their order and of which nothing is lost when it is changed and written again. What has
 * another type than asked for counts as absent. For one thread at a time.
 */
public final class JsonObject {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build();

    /** A number or word, as it was written. */
    private record Literal(String text) {}

    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    /** An object without keys. */
    public JsonObject() {
        // Starts empty.
    }

    /**
     * Reads an object.
     *
     * @throws IOException if the bytes are not one JSON object; the message says where
     */
    public static JsonObject parse(byte[] bytes) throws IOException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is not a JSON object");
            }
            return object(parser);
        } catch (JacksonException e) {
            throw new IOException(
                    "it is not JSON at byte "
                            + (e.getLocation() == null ? 0 : e.getLocation().getByteOffset()),
                    e);
        }
    }

    private static JsonObject object(JsonParser parser) {
        JsonObject object = new JsonObject();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.fields.put(name, value(parser));
        }
        return object;
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NULL -> null;
            default -> new Literal(parser.getString());
        };
    }

    /** The string under a key. */
    public Optional<String> string(String name) {
        return fields.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The whole number under a key. */
    public Optional<Long> number(String name) {
        try {
            return fields.get(name) instanceof Literal literal
                    ? Optional.of(Long.parseLong(literal.text()))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The object under a key. */
    public Optional<JsonObject> object(String name) {
        return fields.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    /** The strings of the array under a key; other elements are passed over. */
    public List<String> strings(String name) {
        return elements(name, String.class);
    }

    /** The objects of the array under a key; other elements are passed over. */
    public List<JsonObject> objects(String name) {
        return elements(name, JsonObject.class);
    }

    private <T> List<T> elements(String name, Class<T> type) {
        return fields.get(name) instanceof List<?> list
                ? list.stream().filter(type::isInstance).map(type::cast).toList()
                : List.of();
    }

    /** The keys, in order. */
    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    /** Sets a key to a string or an object. */
    public JsonObject put(String name, Object value) {
        if (!(value instanceof String) && !(value instanceof JsonObject)) {
            throw new IllegalArgumentException("neither a string nor an object: " + value);
        }
        fields.put(name, value);
        return this;
    }

    /** Takes a key away; true if it was there. */
    public boolean remove(String name) {
        boolean there = fields.containsKey(name);
        fields.remove(name);
        return there;
    }

    /** The object for people to read, indented with tabs as Docker does. */
    public byte[] toBytes() {
        StringBuilder out = new StringBuilder();
        write(this, "\n", out);
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(@Nullable Object value, String indent, StringBuilder out) {
        if (value instanceof JsonObject object) {
            String separator = "{";
            for (Map.Entry<String, @Nullable Object> field : object.fields.entrySet()) {
                out.append(separator).append(indent).append('\t').append(quoted(field.getKey()));
                write(field.getValue(), indent + '\t', out.append(": "));
                separator = ",";
            }
            out.append(object.fields.isEmpty() ? "{}" : indent + "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                write(
                        element,
                        indent + '\t',
                        out.append(separator).append(indent).append('\t'));
                separator = ",";
            }
            out.append(list.isEmpty() ? "[]" : indent + "]");
        } else if (value instanceof Literal literal) {
            out.append(literal.text());
        } else {
            out.append(value == null ? "null" : quoted((String) value));
        }
    }

    private static String quoted(String text) {
        return new String(new GoJsonWriter().value(text).toBytes(), StandardCharsets.UTF_8);
    }
}
