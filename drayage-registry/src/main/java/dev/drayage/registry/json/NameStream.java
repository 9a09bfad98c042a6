package dev.drayage.registry.json;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads the strings of one array of a JSON object as they come in, however many there are. */
public final class NameStream {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME_CHARS = 64 << 10;
    private static final long MAX_BYTES = 1L << 30;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_NAME_CHARS)
                    .maxDocumentLength(MAX_BYTES)
                    .build())
            .build();

    /** Takes one string. */
    @FunctionalInterface
    public interface Taker {
        /** The string; false if those after it are not wanted. */
        boolean take(String name) throws IOException;
    }

    /** What came in is not such an object. */
    public static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        private BrokenException(String message) {
            super(message);
        }
    }

    private NameStream() {}

    /**
     * Reads an object and passes on the strings under a key, where {@code null} stands for none of them.
     *
     * @throws BrokenException if it is not an object with that key and nothing but strings there, or over a limit; strings
     *     may have been passed on before
     * @throws IOException what the stream or the taker throws
     */
    public static void read(InputStream in, String key, Taker taker) throws IOException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BrokenException("it is not a JSON object");
            }
            boolean found = false;
            boolean named = false;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (!name.equals(key)) {
                    named |= name.equals("name");
                    parser.skipChildren();
                    continue;
                }
                if (found) {
                    throw new BrokenException("\"" + key + "\" occurs twice");
                }
                found = true;
                if (!strings(parser, key, taker)) {
                    return;
                }
            }
            // An object that only says whose list it is has an empty one; any other may be about something else.
            if (!found && !named) {
                throw new BrokenException("it has no \"" + key + "\"");
            }
        } catch (JacksonException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new BrokenException("it is not JSON at byte "
                    + (e.getLocation() == null ? 0 : e.getLocation().getByteOffset()));
        }
    }

    private static boolean strings(JsonParser parser, String key, Taker taker) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return true;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new BrokenException("\"" + key + "\" is not an array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new BrokenException("\"" + key + "\" holds something else than strings");
            }
            if (!taker.take(parser.getString())) {
                return false;
            }
        }
        return true;
    }
}
