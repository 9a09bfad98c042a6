package dev.drayage.json;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * The one reader of JSON: a single pass that hands each known key to a {@link Fields}. Refused are documents over the
 * limits, invalid UTF-8, a byte order mark, other encodings, keys that occur twice in an object, and text after the
 * end. Unknown keys are skipped, unless they differ from a known one in case only: programs in Go take those for the
 * known one, so that two programs would read two documents. The value {@code null} counts as absent.
 */
public final class JsonReader {
    /** What is to be read of one object. */
    public interface Fields {
        /** The keys that mean something. */
        Set<String> names();

        /** Reads the value of one of the {@link #names()}, all of it. */
        void take(String name, JsonReader in) throws InvalidDocumentException;

        /** Passes over the value of another key; documents that people write by hand had better refuse it. */
        default void other(String name, JsonReader in) throws InvalidDocumentException {
            in.skip();
        }
    }

    /** How one element of an array is read. */
    public interface Element<T> {
        T read(JsonReader in) throws InvalidDocumentException;
    }

    /** Depth and length are held by this class and by the size of the document; names and numbers by Jackson. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** What Jackson's messages say of character codes and of its own settings. */
    private static final Pattern NOISE = Pattern.compile(" \\(code [0-9]+\\)|, from `[^`]*`");

    /** Where they begin to explain themselves. */
    private static final Pattern EXPLANATION = Pattern.compile(
            "[\\r\\n].*|: (was expecting|expected|maybe|enable|has to be) .*| \\((for|from|start) .*", Pattern.DOTALL);

    /** What members with a key count: keys are kept to find those that occur twice. */
    private static final int KEYED = 4;

    private static final int ANNOTATION = 8;

    /** What the paths of all values of one document may take. */
    private static final int MAX_PATH_CHARS = 16 << 20;

    private final String document;
    private final JsonParser parser;
    private final Limits limits;
    private long members;
    private long pathChars;

    private JsonReader(String document, JsonParser parser, Limits limits) {
        this.document = document;
        this.parser = parser;
        this.limits = limits;
    }

    /** What is done with the value that a document is. */
    private interface Root<T> {
        T read(JsonReader in) throws InvalidDocumentException;
    }

    /** Reads a whole document, which must be an object. The name of the document starts every message. */
    public static void read(byte[] bytes, String document, Limits limits, Fields fields)
            throws InvalidDocumentException {
        root(bytes, document, limits, in -> {
            in.object(fields);
            return true;
        });
    }

    /** Reads a whole document, which must be an array. */
    public static <T> List<T> readList(byte[] bytes, String document, Limits limits, Element<T> element)
            throws InvalidDocumentException {
        return root(bytes, document, limits, in -> {
            in.require(JsonToken.START_ARRAY, "an array");
            return in.list(element);
        });
    }

    private static <T> T root(byte[] bytes, String document, Limits limits, Root<T> root)
            throws InvalidDocumentException {
        if (bytes.length > limits.maxBytes()) {
            throw new InvalidDocumentException(
                    document, "has " + bytes.length + " bytes, over the limit of " + limits.maxBytes());
        }
        Utf8Check.check(bytes, document);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            JsonReader reader = new JsonReader(document, parser, limits);
            T value;
            try {
                parser.nextToken();
                value = root.read(reader);
            } catch (JacksonException e) {
                throw reader.broken(e);
            }
            reader.expectEnd();
            return value;
        }
    }

    /** Reads the object that the value is. */
    public void object(Fields fields) throws InvalidDocumentException {
        require(JsonToken.START_OBJECT, "an object");
        checkDepth();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            count(KEYED);
            String name = parser.currentName();
            parser.nextToken();
            if (fields.names().contains(name)) {
                fields.take(name, this);
            } else {
                refuseOtherCase(fields.names(), name);
                fields.other(name, this);
            }
        }
    }

    /** Reads a string that must be there. */
    public String string() throws InvalidDocumentException {
        require(JsonToken.VALUE_STRING, "a string");
        return Surrogates.replaceUnpaired(parser.getString());
    }

    /** Reads a string or {@code null}. */
    @Nullable
    public String stringOrNull() throws InvalidDocumentException {
        return isNull() ? null : string();
    }

    /**
     * Reads a string that has to mean something.
     *
     * @param parser throws {@link IllegalArgumentException} if it does not, whose message says why
     */
    public <T> T parsed(Function<String, T> parser) throws InvalidDocumentException {
        String text = string();
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw problem(String.valueOf(e.getMessage()));
        }
    }

    /** Reads a whole number of 0 or more. */
    public long size() throws InvalidDocumentException {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        JsonParser.NumberType type = parser.getNumberType();
        if (type != JsonParser.NumberType.INT && type != JsonParser.NumberType.LONG) {
            throw problem("must be between 0 and " + Long.MAX_VALUE + ", found " + Quotes.escape(parser.getString()));
        }
        long size = parser.getLongValue();
        if (size < 0) {
            throw problem("must be 0 or more, found " + size);
        }
        return size;
    }

    /** Reads true or false; {@code null} is false. */
    public boolean flag() throws InvalidDocumentException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE && token != JsonToken.VALUE_NULL) {
            throw mustBe("true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** Reads an array; {@code null} is an empty one. */
    public <T> List<T> list(Element<T> element) throws InvalidDocumentException {
        if (isNull()) {
            return List.of();
        }
        require(JsonToken.START_ARRAY, "an array");
        checkDepth();
        List<T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            count(1);
            elements.add(element.read(this));
        }
        return List.copyOf(elements);
    }

    /** Reads an object of strings; {@code null} is an empty one, and an empty string if it is a value, as in Go. */
    public SortedMap<String, String> annotations() throws InvalidDocumentException {
        SortedMap<String, String> annotations = new TreeMap<>(Surrogates::compareAsUtf8);
        if (!isNull()) {
            require(JsonToken.START_OBJECT, "an object");
            checkDepth();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                count(ANNOTATION);
                String name = parser.currentName();
                parser.nextToken();
                String value = stringOrNull();
                annotations.put(name, value == null ? "" : value);
            }
        }
        return annotations;
    }

    /** Reads the keys of an object whose values mean nothing; {@code null} is an empty one. */
    public SortedSet<String> keys() throws InvalidDocumentException {
        SortedSet<String> keys = new TreeSet<>();
        if (!isNull()) {
            require(JsonToken.START_OBJECT, "an object");
            checkDepth();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                keys.add(parser.currentName());
                parser.nextToken();
                skip();
            }
        }
        return keys;
    }

    /** Takes the values of a document that are neither object nor array, or are empty. */
    public interface LeafTaker {
        /**
         * One value.
         *
         * @param path the keys and indexes that lead to it, such as {@code config.Env[0]}
         * @param text the value as JSON
         */
        void take(String path, String text);
    }

    /** Shows all values of a document, which must be an object, in its order. */
    public static void readLeaves(byte[] bytes, String document, Limits limits, LeafTaker taker)
            throws InvalidDocumentException {
        root(bytes, document, limits, in -> {
            in.require(JsonToken.START_OBJECT, "an object");
            in.leaves("", taker);
            return true;
        });
    }

    private void leaves(String path, LeafTaker taker) throws InvalidDocumentException {
        JsonToken token = parser.currentToken();
        boolean isObject = token == JsonToken.START_OBJECT;
        if (!isObject && token != JsonToken.START_ARRAY) {
            take(path, token == JsonToken.VALUE_STRING ? quoted(parser.getString()) : parser.getString(), taker);
            return;
        }
        checkDepth();
        int index = 0;
        for (JsonToken next = parser.nextToken(); !isEnd(next); next = parser.nextToken()) {
            if (isObject) {
                count(KEYED);
                String name = parser.currentName();
                parser.nextToken();
                leaves(path.isEmpty() ? name : path + "." + name, taker);
            } else {
                count(1);
                leaves(path + "[" + index + "]", taker);
            }
            index++;
        }
        if (index == 0) {
            take(path, isObject ? "{}" : "[]", taker);
        }
    }

    private static boolean isEnd(JsonToken token) {
        return token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY;
    }

    /** One long key may have many values below it, each of which is shown with all of its path. */
    private void take(String path, String text, LeafTaker taker) throws InvalidDocumentException {
        pathChars += path.length();
        if (pathChars > MAX_PATH_CHARS) {
            throw new InvalidDocumentException(
                    document, "has keys that make paths of more than " + MAX_PATH_CHARS + " characters, the limit");
        }
        taker.take(path, text);
    }

    private static String quoted(String text) {
        return new String(new GoJsonWriter().value(text).toBytes(), StandardCharsets.UTF_8);
    }

    /** Whether the value is {@code null}. */
    public boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** An error about the value at hand, or about the key it has. */
    public InvalidDocumentException problem(String problem) {
        String path = path(parser.streamReadContext());
        return new InvalidDocumentException(document, path.isEmpty() ? problem : path + ": " + problem);
    }

    /** An error about a key that the object just read lacks. */
    public InvalidDocumentException missing(String key) {
        String path = path(parser.streamReadContext());
        return new InvalidDocumentException(document, (path.isEmpty() ? key : path + "." + key) + ": is missing");
    }

    private void require(JsonToken token, String what) throws InvalidDocumentException {
        if (parser.currentToken() != token) {
            throw mustBe(what);
        }
    }

    private InvalidDocumentException mustBe(String what) {
        JsonToken token = parser.currentToken();
        String found = token == null
                ? "nothing"
                : switch (token) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "an array";
                    case VALUE_STRING -> "the string " + Quotes.quote(parser.getString());
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + Quotes.escape(parser.getString());
                    default -> Quotes.escape(parser.getString());
                };
        return problem("must be " + what + ", found " + found);
    }

    private void refuseOtherCase(Set<String> names, String found) throws InvalidDocumentException {
        for (String name : names) {
            if (name.equalsIgnoreCase(found)) {
                throw problem("differs from the key \"" + name + "\" in upper and lower case only,"
                        + " so that some programs take it for that key and others do not");
            }
        }
    }

    /** Passes over the value, however deep it is, without recursion. */
    public void skip() throws InvalidDocumentException {
        int open = 0;
        for (JsonToken token = parser.currentToken(); ; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                open++;
                checkDepth();
            } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                open--;
            } else {
                count(token == JsonToken.PROPERTY_NAME ? KEYED : 1);
            }
            if (open == 0) {
                return;
            }
        }
    }

    private void count(int weight) throws InvalidDocumentException {
        members += weight;
        if (members > limits.maxMembers()) {
            throw new InvalidDocumentException(
                    document,
                    "has more members of objects and arrays than " + limits.maxMembers()
                            + ", the limit, where one with a key counts as " + KEYED + " and an annotation as "
                            + ANNOTATION + ", at byte "
                            + parser.currentTokenLocation().getByteOffset());
        }
    }

    private void checkDepth() throws InvalidDocumentException {
        if (parser.streamReadContext().getNestingDepth() > limits.maxDepth()) {
            throw new InvalidDocumentException(
                    document,
                    "has more than " + limits.maxDepth() + " objects and arrays inside each other at byte "
                            + parser.currentTokenLocation().getByteOffset());
        }
    }

    private void expectEnd() throws InvalidDocumentException {
        long end = parser.currentLocation().getByteOffset();
        boolean ended;
        try {
            ended = parser.nextToken() == null;
        } catch (JacksonException e) {
            ended = false;
        }
        if (!ended) {
            throw new InvalidDocumentException(document, "has more text after its end at byte " + end);
        }
    }

    private InvalidDocumentException broken(JacksonException e) {
        String message = NOISE.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
        String cause = EXPLANATION.matcher(message).replaceFirst("");
        if (cause.startsWith("Duplicate")) {
            return problem("the key occurs twice");
        }
        TokenStreamLocation location = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        long offset = location.getByteOffset();
        if (e instanceof UnexpectedEndOfInputException) {
            return new InvalidDocumentException(
                    document, "is cut short: it ends at byte " + offset + " inside a value");
        }
        String kind = e instanceof StreamConstraintsException ? "exceeds a limit" : "is not JSON";
        return new InvalidDocumentException(document, kind + " at byte " + offset + ": " + Quotes.escape(cause));
    }

    private static String path(TokenStreamContext context) {
        StringBuilder path = new StringBuilder();
        for (TokenStreamContext c = context; c != null && !c.inRoot(); c = c.getParent()) {
            String name = c.inObject() ? c.currentName() : null;
            if (c.inArray() && c.hasCurrentIndex()) {
                path.insert(0, "[" + c.getCurrentIndex() + "]");
            } else if (name != null) {
                path.insert(0, "." + Quotes.escape(name));
            }
        }
        return path.length() > 0 && path.charAt(0) == '.' ? path.substring(1) : path.toString();
    }
}
