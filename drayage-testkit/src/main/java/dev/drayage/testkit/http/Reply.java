package dev.drayage.testkit.http;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a server answers, and how it goes about it. Immutable. */
public final class Reply {
    /** What happens after the last byte that is sent. */
    public enum Ending {
        /** The connection is kept for the next request. */
        KEEP,
        /** The connection is closed in good order. */
        CLOSE,
        /** The connection is reset. */
        RESET,
        /** Nothing more comes, until the client gives up. */
        STALL,
        /** The rest comes a byte now and then, until the client gives up. */
        DRIBBLE,
        /** The body is sent over and over, as long as somebody reads it. */
        ENDLESS
    }

    private static final long TRUE_LENGTH = -1;
    private static final long NO_LENGTH = -2;

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final long claimed;
    private final int sent;
    private final Ending ending;

    private Reply(int status, Map<String, List<String>> headers, byte[] body, long claimed, int sent, Ending ending) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.body = body;
        this.claimed = claimed;
        this.sent = sent;
        this.ending = ending;
    }

    /** The status code; 0 for no response at all. */
    public int status() {
        return status;
    }

    /** The headers, but for {@code Content-Length}. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** All of the body, to be left as it is. */
    public byte[] body() {
        return body;
    }

    /** The length to claim; empty to claim none. */
    OptionalLong claimed() {
        boolean none = claimed == NO_LENGTH || ending == Ending.ENDLESS || status == 204;
        return none ? OptionalLong.empty() : OptionalLong.of(claimed == TRUE_LENGTH ? body.length : claimed);
    }

    /** How many bytes of the body are really sent before the ending. */
    int sent() {
        return sent;
    }

    Ending ending() {
        return ending;
    }

    /** No response at all: the connection is closed. */
    public static Reply none() {
        return of(0);
    }

    /** A response with nothing in it. */
    public static Reply of(int status) {
        return of(status, new byte[0]);
    }

    /** A response with these bytes. */
    public static Reply of(int status, byte[] body) {
        return new Reply(status, Map.of(), body, TRUE_LENGTH, body.length, Ending.KEEP);
    }

    /** A response in JSON. */
    public static Reply json(int status, String json) {
        return of(status, json.getBytes(StandardCharsets.UTF_8)).with("Content-Type", "application/json");
    }

    /** An error as the distribution specification writes it. */
    public static Reply error(int status, String code, String message) {
        return json(status, "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}");
    }

    /** The same with this header and no other of its name. */
    public Reply with(String name, String value) {
        return withAll(name, List.of(value));
    }

    /** The same with a header that comes several times. */
    public Reply withAll(String name, List<String> values) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        more.put(name, List.copyOf(values));
        return new Reply(status, more, body, claimed, sent, ending);
    }

    /** The same without a header. */
    public Reply without(String name) {
        Map<String, List<String>> fewer = new LinkedHashMap<>(headers);
        fewer.remove(name);
        return new Reply(status, fewer, body, claimed, sent, ending);
    }

    /** The same with other bytes. */
    public Reply withBody(byte[] other) {
        return new Reply(status, headers, other, claimed, other.length, ending);
    }

    /** The same, claiming to be so long. */
    public Reply claiming(long length) {
        return new Reply(status, headers, body, length, sent, ending);
    }

    /** The same, claiming no length: its body ends with the connection, or as its headers say. */
    public Reply withoutLength() {
        return claiming(NO_LENGTH);
    }

    /** The same, of which no more than so many bytes are sent before the ending. */
    public Reply cutAfter(int bytes, Ending then) {
        return new Reply(status, headers, body, claimed, Math.min(bytes, body.length), then);
    }
}
