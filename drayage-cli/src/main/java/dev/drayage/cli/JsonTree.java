package dev.drayage.cli;

import dev.drayage.json.GoJsonWriter;
import java.util.List;
import java.util.Map;

/** Writes strings, numbers, truth values, lists and maps by name as JSON. */
final class JsonTree {
    /** Stands where a value could be and is not said: JSON leaves it out, and a template prints nothing. */
    enum Unset {
        UNSET;

        @Override
        public String toString() {
            return "";
        }
    }

    private JsonTree() {}

    static void write(GoJsonWriter json, Object value) {
        if (value instanceof Map<?, ?> map) {
            json.beginObject();
            fields(json, map);
            json.endObject();
        } else if (value instanceof List<?> list) {
            json.beginArray();
            list.forEach(element -> write(json, element));
            json.endArray();
        } else if (value instanceof Long number) {
            json.value(number);
        } else if (value instanceof Boolean truth) {
            json.value(truth);
        } else {
            json.value(String.valueOf(value));
        }
    }

    /** Within an object that was begun. */
    static void fields(GoJsonWriter json, Map<?, ?> map) {
        map.forEach((name, value) -> {
            if (value != Unset.UNSET) {
                write(json.name(String.valueOf(name)), value);
            }
        });
    }
}
