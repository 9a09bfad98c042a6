package dev.drayage.server.distribution;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A request is not granted; the message is a sentence for whoever sent it. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ErrorCode code;
    private final transient List<String> messages;
    private final transient List<Map.Entry<String, String>> headers;

    RefusedException(int status, ErrorCode code, String message) {
        this(status, code, List.of(message), List.of());
    }

    private RefusedException(
            int status, ErrorCode code, List<String> messages, List<Map.Entry<String, String>> headers) {
        super(String.join("; ", messages));
        this.status = status;
        this.code = code;
        this.messages = List.copyOf(messages);
        this.headers = List.copyOf(headers);
    }

    /** Several reasons of one kind. */
    static RefusedException ofAll(int status, ErrorCode code, List<String> messages) {
        return new RefusedException(status, code, messages, List.of());
    }

    /** The method has no meaning there, or is not for this place. */
    static RefusedException notAllowed(ErrorCode code, String message, String allowed) {
        return new RefusedException(405, code, message).with("Allow", allowed);
    }

    /** The same with a header of the response. */
    RefusedException with(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new RefusedException(status, code, messages, more);
    }

    boolean isOf(ErrorCode other) {
        return code == other;
    }

    /** The response, with a body as the specification has it. */
    Response response() {
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("errors").beginArray();
        for (String message : messages) {
            out.beginObject().name("code").value(code.name());
            out.name("message").value(message).endObject();
        }
        Response response = Response.of(
                status, "application/json", out.endArray().endObject().toBytes());
        for (Map.Entry<String, String> header : headers) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }
}
